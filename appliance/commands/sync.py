"""`attune sync`: copies films to a store and waits for the receipts."""

from pathlib import Path

import click
import msgspec

from appliance.commands import words
from appliance.commands.carrying import carry
from appliance.commands.films import resolve
from appliance.commands.storing import credentials_option, store_for, translate_store_errors, url_option
from appliance.commands.visit import as_json, data
from appliance.commands.waiting import wait_for
from attune.exits import Failure
from control.client import Client
from control.messages import Films
from control.sockets import SOCKET


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
        click.echo(msgspec.json.encode(Films(tuple(done))).decode())
    elif not done:
        click.echo("There is no film on the box.")
    for synced in [] if as_json else done:
        if synced.receipt:
            click.echo(words.receipt(synced.id, synced.receipt))
    if lacking := [f"{each.id}: {each.sync.message}" for each in done if not each.receipt and each.sync]:
        raise Failure(" ".join(lacking))
