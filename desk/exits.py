"""Translates errors of age files and of the operating system into a message and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from attune.exits import Exit, Failure
from sealed.age.errors import AgeError, Damaged, NoKeyFits


@contextmanager
def translate_errors() -> Iterator[None]:
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
