"""The exit codes of every command, and the error that carries one. `attune --help` lists them."""

from enum import IntEnum
from typing import IO, Any

import click


class Exit(IntEnum):
    """What a command tells a script."""

    FINE = 0
    OTHER = 1
    USAGE = 2
    CUT_SHORT = 3
    DAMAGED = 4
    UNKNOWN_RECORDER = 5
    NO_KEY = 6
    REFUSED = 7
    DEVICE = 8


class Failure(click.ClickException):
    """A command failed: `message` says the cause, then what to do."""

    def __init__(self, message: str, code: int = Exit.OTHER) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # a class variable to click, which reads it off the instance

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence, on standard error."""
        click.echo(f"attune: {self.message}", file=file, err=True)
