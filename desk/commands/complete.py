"""`attune desk complete`: ends a case, and goes on with what could not be done the last time."""

import json
import sys
from pathlib import Path
from typing import Literal, cast, get_args

import click

from attune.exits import Exit, Failure
from desk.commands.backup import backup_passphrase_option
from desk.commands.common import json_option, read_passphrase, unlocked
from desk.completion import plans
from desk.completion.certify import certificate
from desk.completion.inventory import plan_case
from desk.completion.plan import Erasure
from desk.completion.sentences import awaited
from desk.completion.settle import go_on_without, renew_backup
from desk.completion.steps import begin_case, go_on
from desk.errors import HeldMeanwhile, NoSuchErasure
from desk.unlocked import Desk
from sealed.papers.erasure_certificate import Place

because_option = click.option(
    "--because",
    type=click.Choice(["completed", "withdrawn"]),
    default="completed",
    show_default=True,
    help="The work is over; or the family withdrew consent: then boxes do not wait for the store.",
)
confirm_option = click.option("--confirm", metavar="CODE", help="The case's code once more; asked for when absent.")
without_option = click.option(
    "--without",
    nargs=2,
    metavar="PLACE NAME",
    help="Go on without a copy that cannot be reached, such as `box attune-07`; the certificate names it.",
)
renew_option = click.option("--renew", metavar="PATH", help="Write this backup of the keyring anew, without the key.")


@click.command()
@click.argument("code", required=False)
@click.option("--list", "listed", is_flag=True, help="Show what is known and what would be done; change nothing.")
@because_option
@confirm_option
@without_option
@renew_option
@backup_passphrase_option
@json_option
@unlocked
def complete(
    desk: Desk,
    code: str | None,
    listed: bool,
    because: Literal["completed", "withdrawn"],
    confirm: str | None,
    without: tuple[str, str] | None,
    renew: str | None,
    backup_file: Path | None,
    as_json: bool,
) -> None:
    """End a case: its key is destroyed, and every copy that is known removed or named.

    \b
      attune desk complete K-17 --list       what is known of it, and what will happen
      attune desk complete K-17              ends it, after its code was typed once more
      attune desk complete K-17              again, later: goes on with what was not done
      attune desk complete                   goes on with all that is under way

    Once it has begun it cannot be taken back. The certificate lies in the desk's folder: `attune desk certificate`.

    \b
    Exit codes
      0  all of it is done, or it was listed
      1  something waits: a store, a box or a backup; or anything else
      2  usage, or there is no such case
      6  the backup's passphrase is another
      7  refused: a hold stands, or the code was not typed
    """
    if code is None and (without or renew or confirm):
        raise Failure("Name the case that this is about: attune desk complete CODE …", Exit.USAGE)
    if listed:
        found = [_shown(desk, code)] if code else plans.open_erasures(desk)
    elif code is None:
        found = [_gone_on(desk, plan) for plan in plans.open_erasures(desk)]
    else:
        found = [_one(desk, code, because, confirm, as_json)]
        if without:
            found = [go_on(desk, go_on_without(desk, found[0], _place(without[0]), without[1]))]
        if renew:
            passphrase = read_passphrase(backup_file, "Passphrase of the copy")
            found = [go_on(desk, renew_backup(desk, found[0], renew, passphrase))]
    show(desk, found, as_json)
    if not listed and not all(plan.finished for plan in found):
        raise Failure("Not all of it is done. What waits is listed; the same command goes on with it.", Exit.OTHER)


def show(desk: Desk, found: list[Erasure], as_json: bool) -> None:
    """Each copy and its fate."""
    papers = [certificate(desk, plan) for plan in found]
    if as_json:
        click.echo(json.dumps([json.loads(paper.encode()) for paper in papers]))
        return
    for plan, paper in zip(found, papers, strict=True):
        click.echo(f"{plan.case}: {_state(plan)}")
        for copy, known in zip(paper.copies, plan.copies, strict=True):
            trouble = f" {known.trouble}" if known.trouble else ""
            click.echo(f"  {copy.place:<8} {known.name:<24} {copy.words}{trouble}")
        for each in awaited(plan):
            click.echo(f"  awaited  {each}")
        if plan.finished:
            click.echo(f"The certificate: attune desk certificate write {plan.id} FOLDER")
    if not found:
        click.echo("Nothing is being erased.")


def _state(plan: Erasure) -> str:
    if plan.film and plan.destroyed is None:
        return f"{plan.film} is deleted, not yet unreadable: its key is destroyed once nothing else needs it"
    if plan.finished:
        return f"all of it is done for the film {plan.film}; the case goes on" if plan.film else "all of it is done"
    if plan.destroyed:
        return f"the key was destroyed at {plan.destroyed}; the rest waits"
    return "nothing is erased yet"


def _shown(desk: Desk, code: str) -> Erasure:
    return plans.erasure_of(desk, code) or plan_case(desk, code, "completed")


def _gone_on(desk: Desk, plan: Erasure) -> Erasure:
    """As far as it can; a hold on one film keeps no other case from going on."""
    try:
        return go_on(desk, plan)
    except HeldMeanwhile as error:
        click.echo(f"attune: {error}", err=True)
        return plan


def _one(
    desk: Desk, code: str, because: Literal["completed", "withdrawn"], confirm: str | None, as_json: bool
) -> Erasure:
    there = plans.erasure_of(desk, code)
    if there is None:
        plan = plan_case(desk, code, because)
        if not as_json:
            show(desk, [plan], as_json=False)
        confirm = confirm or typed_code(code)
        there = begin_case(desk, code, confirm, because)
    return go_on(desk, there)


def typed_code(code: str) -> str:
    """What the person at the terminal types; without one, --confirm is needed."""
    if not sys.stdin.isatty():
        raise Failure(f"This cannot be taken back. Confirm it with the code: --confirm {code}.", Exit.USAGE)
    typed: str = click.prompt(f"This cannot be taken back. Type {code} to go on", err=True)
    return typed


def _place(text: str) -> Place:
    if text not in get_args(Place):
        raise NoSuchErasure(what=text)
    return cast("Place", text)
