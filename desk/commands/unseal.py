"""`attune unseal`: open one age file to standard output, as `age -d` does."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from desk.exits import told
from desk.identities import identity_option, load
from sealed.age import unseal_stream


@click.command()
@identity_option
@click.argument("file", type=click.File("rb"), default="-")
def unseal(identity_files: tuple[Path, ...], file: BinaryIO) -> None:
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
    with told():
        identities = load(identity_files)
        output = sys.stdout.buffer
        unseal_stream(file, output, identities)
        output.flush()
