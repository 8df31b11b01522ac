"""`attune desk init`: a new desk."""

import json
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk.commands.common import json_option, passphrase_option, read_passphrase, translate_errors
from desk.commands.options import desk_option
from desk.identities import load
from desk.keyring.device_secrets import system_secrets
from desk.keyring.strength import strength
from desk.signer_line import signer_line
from desk.unlocked import Desk


@click.command()
@desk_option
@passphrase_option
@click.option("--name", required=True, help="The desk's name, as boxes list it: one word, as desk-3.")
@click.option(
    "--identity",
    "identity_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An age identity that boxes seal films to already (`attune keygen`); a new one by default.",
)
@json_option
def init(folder: Path, passphrase_file: Path | None, name: str, identity_file: Path | None, as_json: bool) -> None:
    """Make a desk: its folder, its signing key, its keyring.

    \b
      attune desk init --name desk-3

    The keyring opens with the passphrase, on this computer alone: a secret in the computer's own secret store is needed
    too. There is no rule for the passphrase; how strong it is, is told. Make a backup next: `attune desk backup`.

    What is printed goes to IT: the boxes take case cards of this desk when its line is on their list of desks, and seal
    films that have no case to its public key.

    \b
    Exit codes
      0  made
      2  usage
      7  refused: there is a desk already
      1  anything else
    """
    with translate_errors():
        own = load([identity_file])[0] if identity_file else None
        secrets = system_secrets()
        passphrase = read_passphrase(passphrase_file, "Passphrase of the new desk", new=True)
        try:
            desk = Desk.create(folder, name, passphrase, own=own, secrets=secrets)
        except (msgspec.ValidationError, ValueError) as error:
            raise Failure(
                f"“{name}” cannot be a desk's name. Use one word of letters, digits and hyphens.", Exit.USAGE
            ) from error
    told = {
        "desk": str(folder),
        "name": name,
        "signer": signer_line(desk),
        "recipient": str(desk.own.recipient),
        "secret": secrets.words,
        "strength": strength(passphrase),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"The desk {name} lies in {folder}.")
    click.echo(f"Its secret is kept in {told['secret']}.")
    click.echo(f"The passphrase: {told['strength']}")
    click.echo(f"\nFor the boxes' list of desks:\n{told['signer']}")
    click.echo(f"\nFor the boxes' recipients:\n{told['recipient']}")
