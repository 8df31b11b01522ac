"""The exit codes of the desk's commands, and how an error becomes one."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

from sealed.age.errors import AgeError, Damaged, NoKeyFits


class Exit(IntEnum):
    """What a command tells a script. `attune --help` lists these."""

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

    def __init__(self, message: str, code: Exit = Exit.OTHER) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # a class variable to click, which reads it off the instance


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors of age files and of the operating system into a Failure with the right exit code."""
    try:
        yield
    except Damaged as error:
        raise Failure(str(error), Exit.DAMAGED) from error
    except NoKeyFits as error:
        raise Failure(str(error), Exit.NO_KEY) from error
    except AgeError as error:
        raise Failure(str(error)) from error
    except BrokenPipeError:
        raise  # click ends quietly when the reader of our output has gone
    except MemoryError as error:
        raise Failure("There is not enough memory for this. Close other programs, or use a larger machine.") from error
    except OSError as error:
        raise Failure(f"{error.filename or 'Input or output'}: {error.strerror or error}.") from error
