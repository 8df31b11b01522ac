"""`attune unseal`: open one age file to standard output, as `age -d` does."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from desk.exits import translate_errors
from desk.identities import identity_option, load
from sealed.age import unseal_stream


@click.command()
@identity_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), default="-")
def unseal(identity_files: tuple[Path, ...], file: Path) -> None:
    """Open one age file to standard output, as `age -d` does.

    FILE is binary or armored; without it, standard input is read. Every byte that comes out is authentic. If FILE is
    damaged or cut off, the part before the damage has already come out when the command fails.

    \b
    Exit codes
      0  all of it came out
      2  usage
      4  the file is damaged, cut off, or no age file
      6  no key fits, or the passphrase is wrong
      1  anything else
    """
    with translate_errors():
        identities = load(identity_files)
        output = sys.stdout.buffer
        with nullcontext(sys.stdin.buffer) if file == Path("-") else file.open("rb") as source:
            unseal_stream(source, output, identities)
        output.flush()
