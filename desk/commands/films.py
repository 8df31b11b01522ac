"""`attune desk films` and `give`: the films at the desk."""

import json

import click

from attune.progress import progress
from desk import words
from desk.commands.common import json_option, unlocked
from desk.imports.reseal import give_film, loose_films
from desk.unlocked import Desk


@click.command()
@click.option("--case", "code", help="Only this case's.")
@json_option
@unlocked
def films(desk: Desk, code: str | None, as_json: bool) -> None:
    """List the films at the desk, by case; last those that wait for a case."""
    cases = [desk.case(code)] if code else desk.cases()
    loose = [] if code else loose_films(desk)
    if as_json:
        found = [
            {"case": case.code, "film": film.film, "started": film.started, "seconds": film.seconds}
            for case in cases
            for film in case.films
        ]
        click.echo(json.dumps({"films": found, "loose": loose}))
        return
    for case in cases:
        for film in case.films:
            click.echo(f"{case.code:<16}  {film.film}  {words.length(film.seconds):<12}  {film.finding}")
    for name in loose:
        click.echo(f"{'(no case)':<16}  {name}")
    if not loose and not any(case.films for case in cases):
        click.echo("No films yet. `attune desk import` takes them in.")


@click.command()
@click.argument("film")
@click.argument("code")
@unlocked
def give(desk: Desk, film: str, code: str) -> None:
    """Give a film that was made without a card to a case.

    It is sealed anew, to the case's key alone, and gets a new id; the old copy at the desk is destroyed. Copies of the
    old film elsewhere (box, store) stay as they are.

    \b
      attune desk give 20261122-1405-k7qm K-17

    \b
    Exit codes
      0  given
      2  usage, or there is no such case
      4  the film is damaged
      7  refused: no such film waits for a case, or another import runs
      1  anything else
    """
    with progress("Sealing anew", "bytes") as show:
        new = give_film(desk, film, code, show)
    click.echo(f"{film} is now {new}, for the case {code}.")
