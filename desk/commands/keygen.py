"""`attune keygen`: make an age identity, as `age-keygen` does."""

import json
import os
from datetime import datetime
from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk.exits import translate_errors
from sealed.age import Identity, generate


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the identity to FILE, which only you can read. Otherwise it goes to standard output.",
)
@click.option("--x25519", is_flag=True, help="Make a classic key (age1…), for tools that know no post-quantum keys.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists. What was sealed to the old key stays sealed.")
@click.option("--json", "as_json", is_flag=True, help="With -o: print file and public key as JSON.")
def keygen(output: Path | None, x25519: bool, force: bool, as_json: bool) -> None:
    """Make an age identity: the key that opens films.

    The public key, which the box seals films to, stands in the file and is printed on standard error. Keep the file
    itself secret, and keep a copy of it: a film whose key is lost cannot be opened by anybody.
    """
    if as_json and output is None:
        raise click.UsageError("--json needs -o FILE: the identity itself would stand between.")
    identity = generate(post_quantum=not x25519)
    text = identity_file(identity, datetime.now().astimezone())
    if output is None:
        click.echo(text, nl=False)
    else:
        with translate_errors():
            write_private(output, text, replace=force)
    if as_json:
        click.echo(json.dumps({"file": str(output), "recipient": str(identity.recipient)}))
    else:
        click.echo(f"Public key: {identity.recipient}", err=True)


def identity_file(identity: Identity, created: datetime) -> str:
    """The text of an identity file, as age-keygen writes it."""
    when = created.isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"# created: {when}\n# public key: {identity.recipient}\n{identity.secret()}\n"


def write_private(path: Path, text: str, *, replace: bool) -> None:
    """Write a file that only its owner can read, from its first moment on. Raises Failure if it exists already."""
    target = path.with_name(f"{path.name}.new") if replace else path
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        advice = "Delete it first." if replace else "Choose another name, or replace it with --force."
        raise Failure(f"{target} exists already. {advice}", Exit.REFUSED) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            target.replace(path)
    except OSError:
        target.unlink()
        raise
