"""The commands for films on the box: films, sync, wipe, discard."""

import sys
from pathlib import Path

import click
import msgspec

from appliance.commands import words
from appliance.commands.carrying import carry
from appliance.commands.exits import translate_errors
from appliance.commands.storing import credentials_option, store_for, translate_store_errors, url_option
from appliance.commands.visit import as_json, data
from appliance.commands.waiting import wait_for
from attune.exits import Exit, Failure
from control.client import SOCKET, Client
from control.messages import Films
from sealed.papers.wipe_record import WipeRecord

film_argument = click.argument("film", metavar="FILM")


@click.command()
@data
@as_json
def films(data: Path, as_json: bool) -> None:
    """List the films on the box: length, marks, size, state, and where else they are.

    \b
    Example
      attune films --data box
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        listed = recorder.all_films()
    found = listed.films
    if as_json:
        _print(listed)
        return
    if not found:
        click.echo("There is no film on the box.")
    for line in (*map(words.film, found), *map(words.leftover, listed.leftovers)):
        click.echo(line)


@click.command()
@click.argument("film", metavar="[FILM]", required=False)
@data
@url_option
@credentials_option
@as_json
def sync(film: str | None, data: Path, url: str | None, credentials: Path | None, as_json: bool) -> None:
    """Copy a film to the store and wait until every byte of it is proven to be there. Without FILM, all that have
    no receipt. FILM is an id, the beginning or the end of one, or a path that ends in one.

    With --store, this command itself copies to another store than the box's own, such as a disk plugged in for once.

    \b
    Exit codes
      0  there is a receipt for each film
      1  there is not; the reason is printed, and the courier retries by itself
      2  there is no such film, or the store's address is wrong
    Examples
      attune sync k7qm --data box
      attune sync --store usb://ATTUNE/films --data box
    """
    with translate_store_errors(), Client(data / SOCKET) as recorder:
        wanted = (
            [resolve(recorder, film)] if film else [each.id for each in recorder.films() if each.state != "filming"]
        )
        if url:
            carry(data, wanted, store_for(data, url, credentials), as_json)
        done = [each for each in map(recorder.film, wanted) if each.receipt]
        rest = [each for each in wanted if each not in {have.id for have in done}]
        for each in rest:
            recorder.sync(each)
        if film and done and not url and not as_json:
            click.echo(f"{wanted[0]} is synced already.")
        done += wait_for(recorder, rest, as_json)
    if as_json:
        _print(Films(tuple(done)))
    elif not done:
        click.echo("There is no film on the box.")
    for synced in [] if as_json else done:
        if synced.receipt:
            click.echo(words.receipt(synced.id, synced.receipt))
    if lacking := [f"{each.id}: {each.sync.message}" for each in done if not each.receipt and each.sync]:
        raise Failure(" ".join(lacking))


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


def resolve(recorder: Client, film: str) -> str:
    """The id of the film that is meant: an id, the beginning or the end of exactly one, or a path that ends in one."""
    name = Path(film).name
    ids = [each.id for each in recorder.films()]
    if name in ids:
        return name
    fitting = [each for each in ids if name and (each.startswith(name) or each.endswith(name))]
    if not fitting:
        raise Failure(f"There is no film {film} on the box. `attune films` lists them.", Exit.USAGE)
    if len(fitting) > 1:
        raise Failure(f"{film} could be {' or '.join(fitting)}. Type more of the id.", Exit.USAGE)
    return fitting[0]


def _confirm(film: str) -> None:
    if not sys.stdin.isatty():
        raise Failure("Not a terminal: pass --yes to confirm.", Exit.USAGE)
    if not click.confirm(f"Remove {film} for ever? No store is known to have it.", err=True):
        raise Failure("Nothing was removed.")


def _print(answer: Films) -> None:
    click.echo(msgspec.json.encode(answer).decode())


def _print_record(record: bytes, as_json: bool) -> None:
    click.echo(record.decode().strip() if as_json else words.wiped(msgspec.json.decode(record, type=WipeRecord)))
