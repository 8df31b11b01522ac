"""`attune desk store`: which store films come from, and cards go to."""

from pathlib import Path

import click

from desk.commands.common import translate_errors
from desk.commands.options import desk_option
from desk.folder import DeskFolder
from desk.writing import writing
from stores.registry import open_desk_store


@click.command()
@click.argument("address", required=False)
@click.option(
    "--credentials",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the desk's own credentials for it (docs/stores.md).",
)
@desk_option
def store(address: str | None, credentials: Path | None, folder: Path) -> None:
    """Show the desk's store, or choose another.

    \b
      attune desk store sftp://films@store.example.org/films --credentials ~/attune-store

    The desk has credentials of its own: it may delete, which a box must not.
    """
    with translate_errors():
        place = DeskFolder.open(folder)
        if address:
            open_desk_store(address, credentials)
            kept = str(credentials.absolute()) if credentials else None
            with writing():
                place.change_settings(store=address, credentials=kept)
    click.echo(address or place.settings.store or "No store yet. `attune desk store ADDRESS` names one.")
