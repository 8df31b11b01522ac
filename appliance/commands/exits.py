"""Turns the box's errors into what a command says and the code it exits with."""

from collections.abc import Iterator
from contextlib import contextmanager

from appliance.errors import BoxError
from attune.exits import Failure
from control.errors import ControlError


@contextmanager
def translate_errors() -> Iterator[None]:
    """Run a command's work; an error becomes a message and an exit code."""
    try:
        yield
    except (BoxError, ControlError) as error:
        raise Failure(str(error), error.exit) from error
