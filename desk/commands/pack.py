"""`attune desk pack`: films and clips for a colleague's supervision, sealed to her desk until a day."""

from datetime import date, datetime
from pathlib import Path

import click

from desk import words
from desk.cases.pack_events import Purpose
from desk.clips.moments import show_time
from desk.commands.common import unlocked
from desk.output import whole_file
from desk.packs import colleagues as listed
from desk.packs import erasing, keys, notes
from desk.packs.make import packed
from desk.packs.open import manifest_of, open_pack
from desk.unlocked import Desk

FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
output_option = click.option("-o", "--output", type=FILE, required=True, metavar="FILE", help="The file to write.")
force_option = click.option("--force", is_flag=True, help="Replace FILE if it is there.")


@click.group()
def pack() -> None:
    """Packs for supervision and intervision: what a family agreed to show a colleague, until a day.

    \b
      at your colleague's desk   attune desk pack key -o key.json
      at yours                   attune desk pack make K-17 --to key.json --purpose supervision --film … -o K.pack
      at your colleague's desk   attune desk pack open K.pack, then play it, note, and
                                 attune desk pack reply PACK-… -o notes.age
      at yours                   attune desk pack notes notes.age
      at your colleague's desk   attune desk pack erase PACK-… -o erased.json
      at yours                   attune desk pack erased erased.json

    Each desk has the other on its list of colleagues first: `attune desk pack colleagues`.
    """


@pack.command()
@click.option("--add", "line", metavar="LINE", help="NAME ssh-ed25519 AAAA…, as your colleague's desk shows it.")
@unlocked
def colleagues(desk: Desk, line: str | None) -> None:
    """List the desks that packs may go to and come from, or add one; and show this desk's own line."""
    if line:
        listed.add(desk, line)
    for entry in listed.colleagues(desk).entries:
        click.echo(" ".join(entry.names()))
    click.echo(f"This desk: {listed.own_line(desk)}")


@pack.command()
@output_option
@force_option
@unlocked
def key(desk: Desk, output: Path, force: bool) -> None:
    """Make a key for one pack. Give FILE to the colleague who makes it: it holds nothing secret.

    \b
    Exit codes
      0  written
      7  refused: FILE is there already
      1  anything else
    """
    with whole_file(output, force) as file:
        code, data = keys.new_key(desk)
        file.write(data)
    click.echo(f"{output}: for one pack, which will be {code} here.")


@pack.command()
@click.argument("code")
@click.option("--to", "key_file", type=THERE, required=True, metavar="KEYFILE", help="Your colleague's key.")
@click.option("--purpose", type=click.Choice(["supervision", "intervision"]), required=True)
@click.option("--film", "films", multiple=True, metavar="FILM", help="A whole film; may be given again.")
@click.option("--clip", "clips", multiple=True, metavar="ID", help="A clip alone; may be given again.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; that of the consent by default.")
@output_option
@force_option
@unlocked
def make(
    desk: Desk,
    code: str,
    key_file: Path,
    purpose: Purpose,
    films: tuple[str, ...],
    clips: tuple[str, ...],
    until: datetime | None,
    output: Path,
    force: bool,
) -> None:
    """Seal films or clips of a case to a colleague's key, in one file.

    It needs the family's own consent to this purpose, with the day on which it ends. What is to be obscured or
    silenced is; a clip that the family does not want, and a film that has one, are refused.

    \b
      attune desk pack make K-17 --to key.json --purpose supervision --film 20261203-1410-b2ym -o for-berta.pack

    \b
    Exit codes
      0  written
      2  usage, or there is no such case, film or clip
      4  a film is damaged
      7  refused: no consent, consent or last day is over, not this clip, key used, no colleague, FILE is there already
      1  anything else
    """
    last: date | None = until.date() if until else None
    with packed(desk, code, key_file, purpose, films=films, clips=clips, until=last) as made:
        with whole_file(output, force) as file:
            made.write(file)
            made.enter()
        click.echo(f"{output}: for {made.colleague}, until {made.until}.")


@pack.command("open")
@click.argument("file", type=THERE)
@unlocked
def open_(desk: Desk, file: Path) -> None:
    """Open a colleague's pack: a case that can be watched and noted on, and not changed.

    \b
    Exit codes
      0  opened
      4  the pack is damaged
      6  it is for another desk, or was erased here
      7  refused: the sender is not on your list of colleagues, or its last day is over
      1  anything else
    """
    code = open_pack(desk, file)
    found = desk.case(code)
    until = found.borrowed.until if found.borrowed else ""
    counts = f"{words.count(len(found.films), 'film')}, {words.count(len(found.clips), 'clip')}"
    click.echo(f"{code}: {counts}, to be watched until {until}. `attune desk` plays it.")


@pack.command("list")
@unlocked
def list_packs(desk: Desk) -> None:
    """List the packs that left this desk, and those of colleagues that were opened here."""
    for case in desk.cases():
        for each in case.packs:
            fate = f"erased {each.erased}" if each.erased else f"until {each.until}"
            click.echo(f"to    {each.colleague}  {case.code}  {each.purpose}  {fate}")
    for case in desk.borrowed():
        if case.borrowed:
            click.echo(
                f"from  {case.borrowed.sender}  {case.code}  {case.borrowed.purpose}  until {case.borrowed.until}"
            )


@pack.command()
@click.argument("code")
@output_option
@force_option
@unlocked
def reply(desk: Desk, code: str, output: Path, force: bool) -> None:
    """Write your notes on a pack into FILE, for its sender alone: the notes on its films, and clips of your own.

    \b
    Exit codes
      0  written
      2  usage, or there is no such pack
      7  refused: FILE is there already
      1  anything else
    """
    with whole_file(output, force) as file:
        file.write(notes.reply(desk, code))
    click.echo(str(output))


@pack.command("notes")
@click.argument("file", type=THERE)
@unlocked
def take_notes(desk: Desk, file: Path) -> None:
    """Enter a colleague's notes in the case whose pack she watched, and show them.

    \b
    Exit codes
      0  entered
      2  usage, or no pack of this desk belongs to them
      4  damaged, or they are no notes
      6  they are for another desk
      7  refused: signed by nobody on your list of colleagues
      1  anything else
    """
    code, found, taken = notes.take_notes(desk, file)
    click.echo(f"{code}, {found.colleague}:")
    for each in taken:
        where = f"{each.film} {show_time(each.at_ns)}" if each.at_ns is not None else each.film or ""
        click.echo(f"  {where}  {words.plain(each.text)}".rstrip())


@pack.command()
@click.argument("what", metavar="CODE|PACK")
@output_option
@force_option
@unlocked
def erase(desk: Desk, what: str, output: Path, force: bool) -> None:
    """Destroy a pack's key at this desk, so that no copy of it opens any more, and sign a receipt for its sender.

    Name the pack by its code. By its file, a receipt is written once more for one that was erased already.

    \b
      attune desk pack erase PACK-7K2MQ3XW -o erased.json

    \b
    Exit codes
      0  erased, and the receipt written
      2  usage, or there is no such pack
      7  refused: FILE is there already; the pack is kept
      1  anything else
    """
    with whole_file(output, force) as file:  # first: whoever cannot have the receipt keeps the pack
        recipient = manifest_of(Path(what)).recipient if Path(what).is_file() else erasing.erase(desk, what)
        file.write(erasing.receipt(desk, recipient))
    click.echo(f"{output}: give it to the sender, whose certificate then counts the pack as erased.")


@pack.command()
@click.argument("file", type=THERE)
@unlocked
def erased(desk: Desk, file: Path) -> None:
    """Enter a colleague's receipt that a pack of yours was erased at her desk.

    \b
    Exit codes
      0  entered
      2  usage, or no pack of this desk belongs to it
      4  damaged, or it is no receipt
      7  refused: signed by nobody on your list of colleagues
      1  anything else
    """
    code, found = erasing.take_receipt(desk, file)
    click.echo(f"{code}: {found.colleague} erased the pack of {found.day}.")
