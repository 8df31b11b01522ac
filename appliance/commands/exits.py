"""Turns the box's errors into what a command says and the code it exits with."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from appliance.errors import BoxError
from sealed.age.errors import AgeError


class Failure(click.ClickException):
    """A sentence on standard error, and an exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: object = None) -> None:
        """Only the sentence: it says all."""
        click.echo(f"attune: {self.message}", err=True)


@contextmanager
def told() -> Iterator[None]:
    """Run a command's work; tell its errors to the person and to the script."""
    try:
        yield
    except BoxError as error:
        raise Failure(str(error), error.exit) from error
    except AgeError as error:
        raise Failure(str(error), 2) from error
