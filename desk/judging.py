"""What the commands that read a film share: options, exit codes, and the translation of errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk.exits import translate_errors
from sealed.errors import FilmError, Finding, NothingFilmed, SealedError, SignersError
from sealed.ssh.allowed_signers import Signers

EXITS = {
    Finding.UNKNOWN_RECORDER: Exit.UNKNOWN_RECORDER,
    Finding.DAMAGED: Exit.DAMAGED,
    Finding.MISSING: Exit.DAMAGED,
    Finding.REORDERED: Exit.DAMAGED,
    Finding.SWAPPED: Exit.DAMAGED,
    Finding.NO_KEY: Exit.NO_KEY,
    Finding.CUT_SHORT: Exit.CUT_SHORT,
    Finding.COMPLETE: Exit.FINE,
}

film_argument = click.argument("film", type=click.Path(exists=True, file_okay=False, path_type=Path))
signers_option = click.option(
    "--signers",
    "signers_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Known recorders, a line each: NAME ssh-ed25519 AAAA… (OpenSSH's allowed_signers).",
)


def read_signers(path: Path | None) -> Signers | None:
    """The list of known recorders, if one was named. A Failure (usage) if it cannot be read."""
    try:
        return Signers.read(path) if path else None
    except SignersError as error:
        raise Failure(str(error), Exit.USAGE) from error


@contextmanager
def judged() -> Iterator[None]:
    """Turn what is wrong with a film, a key or the operating system into a Failure with the right exit code."""
    try:
        with translate_errors():
            yield
    except NothingFilmed as error:
        raise Failure(str(error)) from error
    except FilmError as error:
        raise Failure(str(error), EXITS[error.finding]) from error
    except SealedError as error:
        raise Failure(str(error)) from error
