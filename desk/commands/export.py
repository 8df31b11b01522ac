"""`attune desk export`: a film's clips for ELAN, as subtitles, or as a table."""

import sys
from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk.clips.eaf import eaf
from desk.clips.principles import BadPrinciples, headings
from desk.clips.table import table
from desk.clips.vtt import vtt
from desk.commands.clip import case_code
from desk.commands.common import unlocked
from desk.opened import open_film, own_case
from desk.output import whole_file
from desk.unlocked import Desk
from sealed.film.records import standing

FILE = click.Path(dir_okay=False, path_type=Path, allow_dash=True)


@click.command()
@click.argument("film")
@click.option("--format", "kind", type=click.Choice(["vtt", "eaf", "csv"]), required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True), required=True, metavar="FILE"
)
@click.option("--media", metavar="NAME", help="What the film is called beside FILE (eaf); FILM.mp4 by default.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@unlocked
def export(desk: Desk, film: str, kind: str, output: Path, media: str | None, force: bool) -> None:
    """Write a film's clips for other programs: vtt (WebVTT), eaf (ELAN, with the visit's marks) or csv.

    The file is in the clear. Clips to which the family said "not this clip" are left out.

    \b
    Exit codes
      0  written
      2  usage, or there is no such film
      7  refused: FILE is there already, or it is a colleague's pack
      1  anything else
    """
    code = case_code(desk, film)
    clips = [clip for clip in own_case(desk, code).shown_clips if clip.film == film]
    try:
        listed = headings(desk.folder.root)
    except BadPrinciples as error:
        raise Failure(str(error), Exit.USAGE) from error
    if kind == "eaf":
        marks = standing(open_film(desk, code, film).records())
        data = eaf(media or f"{film}.mp4", clips, marks, listed)
    else:
        data = vtt(clips, listed) if kind == "vtt" else table(clips)
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    with whole_file(output, force) as file:
        file.write(data)
