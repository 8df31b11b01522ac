"""`attune desk import`: films come to the desk."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from attune.exits import Exit, Failure
from attune.progress import progress
from desk import words
from desk.commands.common import json_option, translate_errors, unlocked
from desk.imports.receipts import copy_receipt
from desk.imports.reseal import give_film
from desk.imports.sources import FilmSource, local_source
from desk.imports.store_source import StoreSource, desk_store, store_source
from desk.imports.take import ImportedFilm, take_film
from desk.imports.waiting import waiting_films
from desk.unlocked import Desk


@click.command("import")
@click.argument("sources", nargs=-1)
@click.option("--film", "wanted", multiple=True, help="Only this film; may be given several times.")
@click.option("--case", "code", help="Give films that were made without a card to this case.")
@click.option(
    "--credentials",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the store's credentials, if a store is named.",
)
@click.option(
    "--receipts",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Copy the desk's receipts here too, for the boxes.",
)
@json_option
@unlocked
def import_films(
    desk: Desk,
    sources: tuple[str, ...],
    wanted: tuple[str, ...],
    code: str | None,
    credentials: Path | None,
    receipts: Path | None,
    as_json: bool,
) -> None:
    """Take films in, sealed as they are.

    \b
      attune desk import                         all that is new in the desk's store
      attune desk import /media/stick/films      a folder of films, or one film
      attune desk import 20261122-1405-k7qm.tar  the bundle that a box gave
      attune desk import sftp://host/films       another store

    Each film is judged first: by whom it was recorded (`attune desk recorders`), whether every byte is as it was
    signed, and whether a key of this desk opens it. What does not pass is not taken in, and is named. The desk signs a
    receipt for each film: with it, a box may wipe its own copy.

    \b
    Exit codes: of the worst of all films
      0  all are here
      2  usage
      3  here, but cut short by a crash or an empty battery
      4  damaged, missing, reordered or swapped
      5  unknown recorder
      6  sealed to no key of this desk
      7  refused: another film of this name is here
      1  anything else
    """
    took: list[ImportedFilm] = []
    failed: list[Failure] = []
    for source, film in _films(desk, sources, credentials, wanted):
        try:
            with translate_errors(), progress(f"Importing {film}", "bytes") as show:
                taken = take_film(desk, source, film, show)
                if taken.code is None and code:
                    give_film(desk, taken.film, code, show)
        except Failure as error:
            failed.append(Failure(f"{film}: {error.message}", error.exit_code))
            click.echo(f"attune: {failed[-1].message}", err=True)
            continue
        took.append(taken)
        if not as_json:
            click.echo(_line(taken, code))
        if receipts and taken.receipt.exists():
            try:
                with translate_errors():
                    copy_receipt(desk, taken.receipt, receipts)
            except Failure as error:
                failed.append(error)
                click.echo(f"attune: {error.message}", err=True)
    if as_json:
        click.echo(json.dumps({"films": [_as_dict(each, code) for each in took], "failed": [str(e) for e in failed]}))
    elif not (took or failed):
        click.echo("Nothing new waits.")
    if failed:
        worst = max(failed, key=lambda each: each.exit_code != Exit.OTHER)
        raise SystemExit(worst.exit_code)
    if any(each.report.finding.value == "cut short" for each in took):
        raise SystemExit(Exit.CUT_SHORT)


def _films(
    desk: Desk, named: tuple[str, ...], credentials: Path | None, wanted: tuple[str, ...]
) -> Iterator[tuple[FilmSource, str]]:
    if not named and not wanted:
        store = StoreSource(desk_store(desk))
        yield from ((store, film) for film in waiting_films(desk, store))
        return
    found: list[FilmSource] = [_source(each, credentials) for each in named] or [StoreSource(desk_store(desk))]
    for source in found:
        for film in source.films():
            if not wanted or film.rpartition("/")[2] in wanted:
                yield source, film


def _source(named: str, credentials: Path | None) -> FilmSource:
    if "://" in named:
        return store_source(named, credentials)
    return local_source(Path(named))


def _line(taken: ImportedFilm, code: str | None) -> str:
    where = f"for the case {taken.code or code}" if taken.code or code else "made without a card; give it to a case"
    new = "" if taken.new else ", was here already"
    return f"{taken.film}  {taken.report.finding}, {words.length(taken.report.seconds)}, {where}{new}"


def _as_dict(taken: ImportedFilm, code: str | None) -> dict[str, object]:
    return {
        "film": taken.film,
        "case": taken.code or code,
        "finding": taken.report.finding.value,
        "seconds": taken.report.seconds,
        "new": taken.new,
        "receipt": str(taken.receipt),
    }
