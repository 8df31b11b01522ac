"""`attune open`: a sealed film becomes an MP4 that any player plays."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from attune.exits import Exit, Failure
from attune.progress import progress
from desk import core_dumps, words
from desk.identities import identity_option, load
from desk.judging import film_argument, judged, read_signers, signers_option
from desk.mp4_index import indexed
from desk.output import check_free, whole_file
from sealed.errors import CutShort
from sealed.film.decrypt import FilmOpening
from sealed.film.reader import examine


@click.command("open")
@film_argument
@identity_option
@click.option(
    "-o",
    "--output",
    "output",
    metavar="OUT.mp4",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Where the film goes; - is standard output.",
)
@signers_option
@click.option("--as-sealed", is_flag=True, help="The sealed bytes alone, as `age -d` and `cat` give them.")
@click.option("--force", is_flag=True, help="Replace OUT.mp4 if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Say what was opened as JSON, on standard error.")
def open(  # noqa: A001  # the command's name
    film: Path,
    identity_files: tuple[Path, ...],
    output: Path,
    signers_file: Path | None,
    as_sealed: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Open a sealed film as an MP4.

    \b
      attune open films/20261122-1405-k7qm -i key.txt -o film.mp4

    Every byte is checked against the recorder's signature and by age before it is written. OUT.mp4 can be read by you
    alone; it appears when the whole film is in it, and if anything goes wrong there is no OUT.mp4. To standard output
    nothing is written before the whole film was checked.

    The MP4 gets what the box could not know while it filmed: its length, and an index for players that seek.
    --as-sealed leaves both out.

    A film cut short by a crash or an empty battery gives its good part, and exit code 3.

    \b
    Exit codes
      0  opened
      2  usage
      3  cut short: the good part was opened
      4  damaged, missing, reordered or swapped: nothing was opened
      5  unknown recorder: nothing was opened
      6  no key fits: nothing was opened
      7  refused: OUT.mp4 is there already
      1  anything else: nothing was opened
    """
    core_dumps.prevent()
    to_stdout = str(output) == "-"
    if to_stdout and sys.stdout.isatty():
        raise Failure("A film is not for the terminal. Name a file with -o, or pipe it to a player.", Exit.REFUSED)
    signers = read_signers(signers_file)
    with judged():
        if not to_stdout:
            check_free(output, force)  # before anybody types a passphrase
        opening = FilmOpening(film, load(identity_files), signers)
        with progress("Opening", "bytes") as on_progress:
            parts: Iterator[bytes | bytearray] = opening.parts(on_progress)
            if not as_sealed:
                parts = indexed(parts, opening.length)
            if to_stdout:
                examine(film, signers).check_objects()
                cut = _write(parts, sys.stdout.buffer)
            else:
                with whole_file(output, force) as file:
                    cut = _write(parts, file)
        click.echo(_as_json(opening, output) if as_json else "\n".join(_what_it_is(opening)), err=True)
        if cut:
            raise cut


def _what_it_is(opening: FilmOpening) -> Iterator[str]:
    """Which film was opened: two of them must not be taken for one another at a review."""
    facts, listed = opening.facts, opening.listed
    yield f"Opened the film {facts.film}, begun {words.began(facts.started)}."
    if listed:
        yield f"Recorded by {words.plain(listed)}, on your list."
    else:
        claims = words.plain(facts.recorder.name)
        yield f"The recorder calls itself {claims}. --signers FILE checks whether it is yours."


def _as_json(opening: FilmOpening, output: Path) -> str:
    facts = opening.facts
    said = {"film": facts.film, "started": msgspec.to_builtins(facts.started), "recorder": facts.recorder.name}
    return json.dumps(said | {"listed": opening.listed, "seconds": opening.length / 1e9, "output": str(output)})


def _write(parts: Iterator[bytes | bytearray], file: BinaryIO) -> CutShort | None:
    """Write all parts; give back CutShort if the film was, but raise it if there was no part at all."""
    written = 0
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[file.write(rest) :]
            written += len(part)
    except CutShort as cut:
        if not written:
            raise
        return cut
    finally:
        file.flush()
    return None
