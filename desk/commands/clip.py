"""`attune desk clip`: clips of attuned moments, added, listed and cut into MP4s."""

import secrets
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk import words
from desk.cases.events import ClipAdded
from desk.clips.cut import NotInFilm, cut
from desk.clips.moments import nearest_edge, parse_time, show_time
from desk.clips.principles import LABELS
from desk.commands.common import json_option, unlocked
from desk.errors import NotThisClip
from desk.handover.errors import NotWatched
from desk.handover.redaction import Redaction
from desk.handover.rules import find
from desk.opened import open_film, own_case
from desk.output import whole_file
from desk.player.films import case_of
from desk.unlocked import Desk

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def clip() -> None:
    """Clips of attuned moments: add, list, export."""


@clip.command()
@click.argument("film")
@click.option("--from", "start", required=True, metavar="TIME", help="Where it begins: 41.28, 0:41.28 or 1:02:03.5.")
@click.option("--to", "end", required=True, metavar="TIME", help="Where it ends.")
@click.option("--title", default="", help="What the clip is called.")
@click.option("--principle", "principles", multiple=True, type=click.Choice(list(LABELS)), help="May be given again.")
@click.option("--note", default="", help="Your note.")
@unlocked
def add(desk: Desk, film: str, start: str, end: str, title: str, principles: tuple[str, ...], note: str) -> None:
    """Add a clip. It begins and ends with whole frames of the film: those nearest to the times given.

    \b
      attune desk clip add 20261122-1405-k7qm --from 0:41.28 --to 0:44.2 --principle guiding

    \b
    Exit codes
      0  added
      2  usage, or there is no such film
      1  anything else
    """
    code = case_code(desk, film)
    opened = open_film(desk, code, film)
    try:
        first, last = (nearest_edge(opened, parse_time(text)) for text in (start, end))
        said = {"title": title, "principles": principles, "note": note}
        times = {"id": secrets.token_hex(8), "film": film, "start_ns": first, "end_ns": last}
        event = msgspec.convert({"kind": "clip-added", **times, **said}, ClipAdded)
    except ValueError as error:
        raise Failure(f"This is no clip: {words.unfit(error)}.", Exit.USAGE) from error
    count = len(desk.append(code, event).clips_of(film))
    click.echo(f"Added clip {count}: {show_time(first)} to {show_time(last)}.")


@clip.command("list")
@click.argument("film")
@json_option
@unlocked
def list_clips(desk: Desk, film: str, as_json: bool) -> None:
    """List a film's clips in their order, those that the family does not want marked as such."""
    case = desk.case(case_code(desk, film))
    clips = case.clips_of(film)
    if as_json:
        listed = [msgspec.to_builtins(each) | {"vetoed": case.vetoed(each.id)} for each in clips]
        click.echo(msgspec.json.encode(listed))
        return
    for number, each in enumerate(clips, 1):
        named = ", ".join(LABELS[value] for value in each.principles)
        times = f"{show_time(each.start_ns)} – {show_time(each.end_ns)}"  # noqa: RUF001  # a stretch
        unwanted = "  – not this clip" if case.vetoed(each.id) else ""  # noqa: RUF001
        said = f"{words.plain(each.title)}{f'  ({named})' if named else ''}{unwanted}"
        click.echo(f"{number:>3}  {times:<24}  {said}".rstrip())
    if not clips:
        click.echo(f"No clips yet. `attune desk clip add {film} --from TIME --to TIME` adds one.")


@clip.command()
@click.argument("film")
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR"
)
@click.option(
    "--clip", "numbers", multiple=True, type=click.IntRange(1), metavar="N", help="Only this one; may be given again."
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@unlocked
def export(desk: Desk, film: str, target: Path, numbers: tuple[int, ...], force: bool) -> None:
    """Write a film's clips as MP4s that any player plays: FILM-clip-1.mp4 …

    They are in the clear: give them to nobody but the family, and remove them when they were handed over. Clips to
    which the family said "not this clip" are left out.

    \b
    Exit codes
      0  written
      2  usage, or there is no such film or clip
      4  the film is damaged
      7  refused: a file is there already, the family does not want the clip, it is of a colleague's pack, or somebody
         is left out of it and nobody watched it through (`attune desk handover watch`)
      1  anything else
    """
    code = case_code(desk, film)
    case = own_case(desk, code)
    clips = dict(enumerate(case.clips_of(film), 1))
    if not clips:
        raise Failure("The film has no clips. Add one: `attune desk clip add`.", Exit.USAGE)
    if missing := [number for number in numbers if number not in clips]:
        raise Failure(
            f"The film has no clip {missing[0]}. `attune desk clip list {film}` shows those that it has.", Exit.USAGE
        )
    unwanted = {number for number, each in clips.items() if case.vetoed(each.id)}
    if asked := unwanted.intersection(numbers):
        raise NotThisClip(number=min(asked))
    for number in numbers or sorted(clips.keys() - unwanted):
        if not (item := find(case, clips[number].id)).ready:
            raise NotWatched(name=item.name)
    opened, redaction = open_film(desk, code, film), Redaction.of(case, film)
    target.mkdir(parents=True, exist_ok=True)
    for number in numbers or sorted(clips.keys() - unwanted):
        path = target / f"{film}-clip-{number}.mp4"
        with whole_file(path, force) as file:
            try:
                file.write(cut(opened, clips[number].start_ns, clips[number].end_ns, redaction))
            except NotInFilm as error:
                raise Failure(f"The film has no frame in clip {number}.") from error
        click.echo(str(path))


def case_code(desk: Desk, film: str) -> str:
    """The code of the case that has this film. A Failure (usage) if none has."""
    try:
        return case_of(desk, film).code
    except KeyError as error:
        raise Failure(
            f"No case has the film {film}. `attune desk films` lists those at this desk.", Exit.USAGE
        ) from error
