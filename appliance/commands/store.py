"""`attune store check`: tries a store out, and says what it can prove."""

import asyncio
from pathlib import Path

import click
import msgspec

from appliance.commands.storing import credentials_option, store_meant, translate_store_errors, url_option
from appliance.commands.visit import as_json
from attune.exits import Exit, Failure
from stores.check import Checked, check

ANSWERS = {True: "yes", False: "no", None: "not known"}


@click.group()
def store() -> None:
    """Look after the store that films are synced to."""


@store.command("check")
@url_option
@credentials_option
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="The courier's settings.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The box's folder, which holds them.")
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
