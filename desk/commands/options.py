"""Options that the desk's commands share."""

from pathlib import Path

import click

from desk.places import FOLDER, default_desk

desk_option = click.option(
    "--desk",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=FOLDER,
    default=default_desk,
    metavar="DIR",
    help=f"Folder of the desk (or {FOLDER}); otherwise where this system keeps a program's data.",
)
