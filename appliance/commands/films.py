"""`attune films`: what is on the box."""

from pathlib import Path

import click
import msgspec

from appliance.commands import words
from appliance.commands.exits import translate_errors
from appliance.commands.visit import as_json, data
from attune.exits import Exit, Failure
from control.client import Client
from control.sockets import SOCKET


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
        click.echo(msgspec.json.encode(listed).decode())
        return
    if not found:
        click.echo("There is no film on the box.")
    for line in (*map(words.film, found), *map(words.leftover, listed.leftovers)):
        click.echo(line)


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
