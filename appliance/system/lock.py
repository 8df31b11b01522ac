"""A lock file, so that only one program of a kind uses a folder; the kernel releases it when the program ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.errors import AlreadyRunning


@contextmanager
def only_one(program: str, folder: Path) -> Iterator[None]:
    """Hold the folder's lock for `program`. Raises AlreadyRunning if another holds it."""
    with (folder / f"{program}.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(program=program, folder=folder) from error
        yield


def held(program: str, folder: Path) -> bool:
    """Whether a program of this kind uses the folder now."""
    try:
        with (folder / f"{program}.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
