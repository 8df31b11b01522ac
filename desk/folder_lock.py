"""One program at a time changes a desk: a lock that the system lets go of when the program ends, however it ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Self

from desk.errors import DeskBusy, NotWritten

PATIENCE = 10.0  # seconds
PAUSE = 0.02

_guard = Lock()
_threads: dict[Path, RLock] = {}


class FolderLock:
    """May be taken again by the thread that holds it."""

    def __init__(self, path: Path) -> None:
        """`path` is the lock's own file, which is made if need be."""
        self._path = path.absolute()
        with _guard:
            self._thread = _threads.setdefault(self._path, RLock())
        self._depth = 0
        self._file = -1

    def __enter__(self) -> Self:
        self._take(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            os.close(self._file)
        self._thread.release()

    @contextmanager
    def if_free(self) -> Iterator[bool]:
        """Whether nobody held it; then it is held inside. Waits for nobody. Raises NotWritten."""
        try:
            self._take(0)
        except DeskBusy:
            yield False
            return
        try:
            yield self._depth == 1
        finally:
            self.__exit__()

    def _take(self, patience: float) -> None:
        if not self._thread.acquire(timeout=patience):
            raise DeskBusy
        try:
            if not self._depth:
                self._file = _locked(self._path, patience)
            self._depth += 1
        except BaseException:
            self._thread.release()
            raise


def _locked(path: Path, patience: float) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise NotWritten(cause=f"{path}: {error.strerror}") from error
    end = time.monotonic() + patience
    while True:
        try:
            _try(file)
            return file
        except OSError as error:
            if time.monotonic() > end:
                os.close(file)
                raise DeskBusy from error
        time.sleep(PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _try(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:

    def _try(file: int) -> None:
        os.lockf(file, os.F_TLOCK, 1)
