"""The `--identity` option that opening commands share, and how its files become keys."""

import getpass
import sys
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from sealed.age import Identity, read_identities
from sealed.age.errors import PassphraseNeeded
from sealed.age.identities import LONGEST

identity_option = click.option(
    "-i",
    "--identity",
    "identity_files",
    metavar="IDENTITY",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Identity file to open with; may be given several times. Asks for its passphrase if it has one.",
)


def load(identity_files: Sequence[Path]) -> list[Identity]:
    """The keys of all files, in order. Raises AgeError or OSError; use within `desk.exits.translate_errors`."""
    return [key for path in identity_files for key in read_identities(_read(path), partial(_ask, path))]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST + 1)


def _ask(path: Path) -> str:
    """Ask for a passphrase on the terminal, wherever standard input is. Raises PassphraseNeeded if there is none."""
    with warnings.catch_warnings():
        # getpass would go on and read standard input, which may be the sealed file itself
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(f"Passphrase of {path}: ", sys.stderr)
        except (getpass.GetPassWarning, EOFError) as error:
            raise PassphraseNeeded(str(path)) from error
