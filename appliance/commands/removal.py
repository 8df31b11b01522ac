"""`attune wipe` and `attune discard`: films leave the box."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from appliance.commands import words
from appliance.commands.exits import translate_errors
from appliance.commands.films import resolve
from appliance.commands.visit import as_json, data
from attune.exits import Exit, Failure
from control.client import Client
from control.sockets import SOCKET
from sealed.papers.wipe_record import WipeRecord

film_argument = click.argument("film", metavar="FILM")


@click.command()
@film_argument
@data
@as_json
def wipe(film: str, data: Path, as_json: bool) -> None:
    """Remove a film that has a receipt from the box: check the receipt against every byte once more, overwrite, unlink.

    A wipe once begun is finished, if need be at the next start. A signed record stays in DIR/wiped.

    \b
    Exit codes
      0  the film is off the box
      2  there is no such film
      7  refused: no receipt, or one that does not cover every byte that is on the box now
    Example
      attune wipe k7qm --data box
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        record = recorder.wipe(resolve(recorder, film))
    _print_record(record, as_json)


@click.command()
@film_argument
@data
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def discard(film: str, data: Path, yes: bool, as_json: bool) -> None:
    """Remove a film that has no receipt, because the family does not want it kept. Nothing brings it back.

    \b
    Exit codes
      0  the film is off the box
      1  you said no
      2  there is no such film, or nobody to ask and no --yes
    Example
      attune discard k7qm --data box
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        film = resolve(recorder, film)
        if not yes:
            _confirm(film)
        record = recorder.discard(film)
    _print_record(record, as_json)


def _confirm(film: str) -> None:
    if not sys.stdin.isatty():
        raise Failure("Not a terminal: pass --yes to confirm.", Exit.USAGE)
    if not click.confirm(f"Remove {film} for ever? No store is known to have it.", err=True):
        raise Failure("Nothing was removed.")


def _print_record(record: bytes, as_json: bool) -> None:
    click.echo(record.decode().strip() if as_json else wiped(msgspec.json.decode(record, type=WipeRecord)))


def wiped(record: WipeRecord) -> str:
    """A wipe record in two sentences."""
    files = words.count(len(record.objects), "file")
    what = f"{record.film} is off the box: {files}, {words.size(record.size)}, overwritten"
    return " ".join((f"{what} (trim {record.trim}).", *_elsewhere(record)))


def _elsewhere(record: WipeRecord) -> Iterator[str]:
    if record.receipt:
        yield f"{record.receipt.store} has it."
    elif not record.copies:
        yield "It was copied nowhere: nobody has it now."
    for copy in record.copies:
        removed = copy.state == "to be removed"
        yield f"{copy.store} may hold parts of it{', which are removed next' if removed else ''}."
