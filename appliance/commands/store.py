"""`attune store check`: tries a store out, and says what it can prove."""

import asyncio
from pathlib import Path

import click
import msgspec

from appliance.commands.storing import credentials_option, store_meant, translate_store_errors, url_option
from appliance.commands.visit import as_json
from attune.exits import Exit, Failure
from sealed.errors import SealedError
from sealed.ssh.key_file import read_key
from stores.check import Checked, check
from stores.registry import open_store
from stores.usb import UsbStore

ANSWERS = {True: "yes", False: "no", None: "not known"}


@click.group()
def store() -> None:
    """Look after the store that films are synced to."""


@store.command("check")
@url_option
@credentials_option
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="The courier's settings.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ATTUNE_DATA",
    show_envvar=True,
    help="The box's folder, which holds them.",
)
@as_json
def check_command(
    url: str | None, credentials: Path | None, config: Path | None, data: Path | None, as_json: bool
) -> None:
    """Connect to a store, write a probe, read it back, remove it; say what the store can do and what it can prove.

    \b
    Exit codes
      0  films can go there
      1  they cannot; the reason is printed
      2  the store's address is wrong, or a secret is missing
    Examples
      attune store check --data box
      attune store check --store sftp://attune@nas.example/srv/films --credentials /etc/attune/credentials
    """
    if not (url or config or data):
        raise Failure("Say which store: --store URL, or --data or --config for that of a box.", Exit.USAGE)
    with translate_store_errors():
        found = asyncio.run(check(store_meant(url, credentials, config or (data or Path()) / "courier.toml")))
    click.echo(msgspec.json.encode(found).decode() if as_json else words(found))


@store.command("adopt")
@click.argument("url", metavar="URL")
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Signing key (OpenSSH, Ed25519) of a desk, or of IT, that the boxes know.",
)
def adopt_command(url: str, key: Path) -> None:
    """Make the disk that is plugged in, with the label in URL, a store: boxes take no disk for one by its label alone.

    Writes a signed tag into the store's folder on the disk. Nothing else there is touched.

    \b
    Exit codes
      0  it is a store
      1  it is not plugged in, or cannot be written to
      2  the address is not that of a disk, or the key cannot be used
    Example
      attune store adopt usb://ATTUNE/films --key ~/.config/attune/desk.key
    """
    with translate_store_errors():
        disk = open_store(url)
        if not isinstance(disk, UsbStore):
            raise Failure("Only a disk is adopted: usb://LABEL/folder. Others are known by their keys.", Exit.USAGE)
        try:
            tag = disk.adopt(read_key(key))
        except SealedError as error:
            raise Failure(str(error), Exit.USAGE) from error
    click.echo(f"{disk.name} is a store now, {tag.id}.")


def words(found: Checked) -> str:
    """What was found, a line each."""
    lines = {
        "reached, written, read back": "yes",
        "never replaces an object": ANSWERS[found.never_replaces],
        "survives a power cut": ANSWERS[found.flushes],
        "refuses wrong bytes (SHA-256)": ANSWERS[found.refuses_wrong_bytes],
        "its credentials can replace": _harm(found),
        "its credentials can remove": ANSWERS[found.can_remove],
        "probe removed": f"no: {found.left_behind} is left" if found.left_behind else "yes",
        "a receipt from here means": found.proof,
    }
    return "\n".join([found.store, *(f"  {name:<32}{said}" for name, said in lines.items())])


def _harm(found: Checked) -> str:
    if found.can_replace and found.keeps_versions:
        return "yes, but the version before stays"
    return ANSWERS[found.can_replace]
