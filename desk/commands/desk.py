"""`attune desk`: the practitioner's own commands. Each is imported only when it is used."""

from importlib import import_module

import click

COMMANDS = {
    "init": ("desk.commands.init", "Make a desk: its name, its keys, its passphrase."),
    "serve": ("desk.commands.serve", "Open the desk in your browser."),
    "case": ("desk.commands.case", "Cases: new, list, show, and their cards for the boxes."),
    "import": ("desk.commands.import_films:import_films", "Take films in from a box, a stick or the store."),
    "films": ("desk.commands.films:films", "List the films at the desk."),
    "clip": ("desk.commands.clip", "Clips: add, list, export as MP4s."),
    "review": ("desk.commands.review", "Shared reviews: begin, words, not this clip, ratings, end."),
    "agree": ("desk.commands.agree", "What was agreed at the end of a review, and its page to print."),
    "handover": ("desk.commands.handover", "Copies for the family: leave persons out, write onto a stick."),
    "export": ("desk.commands.export", "Write the clips for ELAN, as subtitles or as a table."),
    "paper": ("desk.commands.paper", "Papers of a case as PDFs: consent, agreed points, summary, letter."),
    "pack": ("desk.commands.pack", "Packs for a colleague's supervision: make, open, notes back, erase."),
    "give": ("desk.commands.films:give", "Give a film that was made without a card to a case."),
    "summary": ("desk.commands.summary", "Write the summary for the record."),
    "hold": ("desk.commands.summary:hold", "Keep a case or a film because law or safeguarding demands it."),
    "complete": ("desk.commands.complete", "End a case: destroy its key, remove every copy that is known."),
    "erase": ("desk.commands.erase", "Erase one film of a case."),
    "certificate": ("desk.commands.certificate", "Check and write certificates of what was erased."),
    "practice": ("desk.commands.summary:practice", "Count films, reviews and cycles, for accreditation."),
    "recorders": ("desk.commands.recorders", "The boxes whose films are taken in."),
    "store": ("desk.commands.store", "Which store films come from."),
    "backup": ("desk.commands.backup:backup", "Copy the keyring to a second file; list the copies."),
    "restore": ("desk.commands.backup:restore", "Make a desk out of a copy of its keyring."),
    "passphrase": ("desk.commands.backup:passphrase", "Choose another passphrase."),
}


class DeskGroup(click.Group):
    """A group whose commands are named here and live elsewhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; its attribute is named after the colon, or after the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute or cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the short helps from the table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.group(cls=DeskGroup, invoke_without_command=True)
@click.pass_context
def desk(ctx: click.Context) -> None:
    """The practitioner's computer: cases, films, clips. Without a command, open the desk in your browser."""
    if ctx.invoked_subcommand is None and (serve := DeskGroup().get_command(ctx, "serve")):
        with serve.make_context("serve", [], parent=ctx) as inner:
            serve.invoke(inner)
