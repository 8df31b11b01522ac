"""`attune desk recorders`: whose films are taken in."""

from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk.commands.common import translate_errors
from desk.commands.options import desk_option
from desk.folder import DeskFolder
from desk.imports.recorders import add_recorders
from sealed.ssh.allowed_signers import Signers


@click.command()
@desk_option
@click.option(
    "--add",
    "added",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add the lines of FILE: NAME ssh-ed25519 AAAA… (OpenSSH's allowed_signers). IT's handout has it.",
)
def recorders(folder: Path, added: Path | None) -> None:
    """List the boxes whose films are taken in, or add some.

    \b
      attune desk recorders --add allowed_signers

    A film by a box that is not on the list is not taken in: anybody can seal a film to a public key.
    """
    with translate_errors():
        place = DeskFolder.open(folder)
        if added:
            add_recorders(place, added.read_bytes())
        known = Signers.read(place.signers).entries if place.signers.exists() else ()
    if not known:
        raise Failure("No recorder is known yet. Add IT's list: --add FILE.", Exit.OTHER)
    for entry in known:
        click.echo(" ".join(entry.names()) or "(nobody)")
