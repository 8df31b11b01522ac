"""`attune desk handover`: copies for the family, onto a stick."""

import sys
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk import words
from desk.cases.handover_events import ClipWatched, ObscuringRemoved, SilenceRemoved
from desk.commands.clip import case_code
from desk.commands.common import json_option, unlocked
from desk.commands.handover_items import named_item, named_items
from desk.commands.handover_stick import clear, lost, resume, write
from desk.handover.broken_off import broken_off
from desk.handover.copies import preview
from desk.handover.covers_file import read_covers, silence_between
from desk.handover.errors import NotWatchedThrough
from desk.handover.rules import CopyItem
from desk.opened import open_film
from desk.unlocked import Desk


@click.group()
def handover() -> None:
    """Copies for the family: leave persons out, watch through, write onto a stick.

    \b
      attune desk handover show K-17                          what there is, and what it still lacks
      attune desk handover obscure FILM covers.json           somebody shall not be seen
      attune desk handover silence FILM --from 41 --to 43.5   or not be heard
      attune desk handover watch K-17 clip-1 | mpv -          as the copy shows it; says what to type afterwards
      attune desk handover write K-17 /media/stick --asked-by parent --consents parent
      attune desk handover resume K-17 ID /media/stick        what was broken off; `clear` removes it from the stick
    """


@handover.command()
@click.argument("code")
@json_option
@unlocked
def show(desk: Desk, code: str, as_json: bool) -> None:
    """List a case's clips and pictures, what is left out of them, and which copies were given or broken off."""
    case = desk.case(code)
    named = named_items(desk, code)
    if as_json:
        left_out = {"obscured": case.obscurings, "silenced": case.silences}
        copies = {"given": case.handovers, "broken_off": broken_off(desk, code)}
        listed = [{"item": name, "ready": item.ready} | item._asdict() for name, item in named.items()]
        click.echo(msgspec.json.encode({"items": listed, **left_out, **copies}))
        return
    for name, item in named.items():
        click.echo(f"{name:<12} {words.position(item.start):>10}  {words.plain(item.name):<40} {_state(item)}".rstrip())
    for each in case.obscurings:
        span = f"{words.position(each.start_ns)} to {words.position(each.end_ns)}"
        click.echo(f"obscured     {each.film}  {span}  {each.method}  {each.id}")
    for quiet in case.silences:
        span = f"{words.position(quiet.start_ns)} to {words.position(quiet.end_ns)}"
        click.echo(f"silenced     {quiet.film}  {span}  {quiet.id}")
    for given in case.handovers:
        consents = ", ".join(given.consented)
        click.echo(f"given        {given.day}  asked by {given.asked_by}, consent of {consents}: {given.onto}")
    for begun in broken_off(desk, code):
        click.echo(f"broken off   {begun.day}  {begun.id}  {begun.stick}: {begun.onto}, some of it may lie there")
    if not named:
        click.echo("No clips yet. `attune desk clip add` adds one.")


@handover.command()
@click.argument("film")
@click.argument("covers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@unlocked
def obscure(desk: Desk, film: str, covers: Path) -> None:
    """Cover persons; a cover moves straight from keyframe to keyframe.

    COVERS is a JSON file. Places are shares of the frame, from its left and its top; `method` is mosaic or solid.

    \b
      [{"from": "0:41.28", "to": "0:44", "method": "mosaic", "keyframes": [
         {"at": "0:41.28", "x": 0.10, "y": 0.20, "width": 0.20, "height": 0.35},
         {"at": "0:44",    "x": 0.40, "y": 0.20, "width": 0.20, "height": 0.35}]}]

    \b
    Exit codes
      0  saved
      2  usage, there is no such film, or the file cannot be used
      1  anything else
    """
    code = case_code(desk, film)
    for event in read_covers(open_film(desk, code, film), covers.read_bytes()):
        desk.append(code, event)
        click.echo(f"Obscured from {words.position(event.start_ns)} to {words.position(event.end_ns)}: {event.id}")


@handover.command()
@click.argument("film")
@click.option("--from", "start", required=True, metavar="TIME", help="Where it begins: 41.28, 0:41.28 or 1:02:03.5.")
@click.option("--to", "end", required=True, metavar="TIME", help="Where it ends.")
@unlocked
def silence(desk: Desk, film: str, start: str, end: str) -> None:
    """Silence a stretch of sound: whole frames, as `--from 0:41.28 --to 0:43.5`.

    \b
    Exit codes
      0  saved
      2  usage, there is no such film, or the film has no such stretch
      1  anything else
    """
    code = case_code(desk, film)
    event = silence_between(open_film(desk, code, film), start, end)
    desk.append(code, event)
    click.echo(f"Silenced from {words.position(event.start_ns)} to {words.position(event.end_ns)}: {event.id}")


@handover.command()
@click.argument("code")
@click.argument("id")
@unlocked
def remove(desk: Desk, code: str, id: str) -> None:  # noqa: A002  # the argument's name
    """Remove a cover or a silence, by the ID that `show` lists.

    \b
    Exit codes
      0  removed
      2  usage, or there is no such case, cover or silence
      1  anything else
    """
    case = desk.case(code)
    if any(each.id == id for each in case.obscurings):
        desk.append(code, ObscuringRemoved(id=id))
    elif any(each.id == id for each in case.silences):
        desk.append(code, SilenceRemoved(id=id))
    else:
        raise Failure(f"The case has neither a cover nor a silence {id}. `show` lists them.", Exit.USAGE)


@handover.command()
@click.argument("code")
@click.argument("item", metavar="clip-N|picture-N")
@unlocked
def watch(desk: Desk, code: str, item: str) -> None:
    """Write a copy to standard output, for a player. Nothing of it touches the disk.

    \b
      attune desk handover watch K-17 clip-1 | mpv -

    \b
    Exit codes
      0  written
      2  usage, or there is no such case, clip or picture
      4  the film is damaged
      7  refused: the family does not want it
      1  anything else
    """
    if sys.stdout.isatty():
        raise Failure("A film is nothing for a terminal. Pass it on to a player: `… | mpv -`.", Exit.USAGE)
    found = named_item(desk, code, item)
    sys.stdout.buffer.write(preview(desk, desk.case(code), found))
    click.echo(
        f"When you watched all of it: attune desk handover watched {code} {item} --digest {found.digest}", err=True
    )


@handover.command()
@click.argument("code")
@click.argument("item", metavar="clip-N|picture-N")
@click.option("--digest", required=True, help="What `watch` told you; it changes with what is left out.")
@unlocked
def watched(desk: Desk, code: str, item: str, digest: str) -> None:
    """Note that you watched a copy to its end. `watch` says what to type.

    \b
    Exit codes
      0  noted
      2  usage, or there is no such case, clip or picture
      7  refused: the copy is different by now
      1  anything else
    """
    found = named_item(desk, code, item)
    if found.digest != digest:
        raise NotWatchedThrough
    desk.append(code, ClipWatched(clip=found.id, digest=digest))


for each in (write, resume, clear, lost):
    handover.add_command(each)


def _state(item: CopyItem) -> str:
    if item.unwanted:
        return "not this clip"
    if not item.redacted:
        return ""
    return "left out: watched through" if item.watched else "left out: watch it through before it is given"
