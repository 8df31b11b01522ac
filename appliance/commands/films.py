"""The commands for films on the box: films, sync, wipe, discard."""

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from appliance.commands import words
from appliance.commands.carrying import carry
from appliance.commands.exits import told
from appliance.commands.storing import credentials_option, store_told, url_option
from appliance.commands.visit import as_json, data
from appliance.commands.waiting import wait_for
from appliance.courier.settings import StoreSettings
from attune.exits import Exit, Failure
from control.client import Box

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
    with told(), Box(data) as box:
        found = box.films()
    if as_json:
        _print({"films": found})
    elif not found:
        click.echo("There is no film on the box.")
    for film in [] if as_json else found:
        click.echo(words.film(film))


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
      1  there is not; the reason is told, and the courier tries again by itself
      2  there is no such film, or the store's address is wrong
    Examples
      attune sync k7qm --data box
      attune sync --store usb://ATTUNE/films --data box
    """
    with store_told(), Box(data) as box:
        wanted = [resolve(box, film)] if film else [each["id"] for each in box.films() if each["state"] != "filming"]
        if url:
            carry(box, wanted, StoreSettings(url, str(credentials) if credentials else None).open(), as_json)
        done = [each for each in map(box.film, wanted) if each["receipt"]]
        rest = [each for each in wanted if each not in {have["id"] for have in done}]
        for each in rest:
            box.post(f"/films/{each}/sync")
        if film and done and not url and not as_json:
            click.echo(f"{wanted[0]} is synced already.")
        done += wait_for(box, rest, as_json)
    if as_json:
        _print({"films": done})
    elif not done:
        click.echo("There is no film on the box.")
    lacking = [each for each in done if not each["receipt"]]
    for each in [] if as_json else done:
        if each["receipt"]:
            click.echo(words.receipt(each["id"], each["receipt"]))
    if lacking:
        raise Failure(" ".join(f"{each['id']}: {each['sync']['message']}" for each in lacking))


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
    with told(), Box(data) as box:
        record = box.post(f"/films/{resolve(box, film)}/wipe")
    _print(record) if as_json else click.echo(words.wiped(record))


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
    with told(), Box(data) as box:
        film = resolve(box, film)
        if not yes:
            _ask(film)
        record = box.post(f"/films/{film}/discard")
    _print(record) if as_json else click.echo(words.wiped(record))


def resolve(box: Box, film: str) -> str:
    """The id of the film that is meant: an id, the beginning or the end of exactly one, or a path that ends in one."""
    name = Path(film).name
    ids: list[str] = [each["id"] for each in box.films()]
    if name in ids:
        return name
    fitting = [each for each in ids if name and (each.startswith(name) or each.endswith(name))]
    if not fitting:
        raise Failure(f"There is no film {film} on the box. `attune films` lists them.", Exit.USAGE)
    if len(fitting) > 1:
        raise Failure(f"{film} could be {' or '.join(fitting)}. Say more of it.", Exit.USAGE)
    return fitting[0]


def _ask(film: str) -> None:
    if not sys.stdin.isatty():
        raise Failure("Nobody can be asked here. Say --yes if the family does not want this film kept.", Exit.USAGE)
    if not click.confirm(f"Remove {film} for ever? No store is known to have it.", err=True):
        raise Failure("Nothing was removed.")


def _print(body: Any) -> None:
    click.echo(msgspec.json.encode(body).decode())
