"""A small file of JSON that is replaced as a whole; one that cannot be read is set aside, and the pages start."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")

log = logging.getLogger("attune.web")


class StateFile(Generic[T]):
    """The file at `path`, with a value of type `kind`."""

    def __init__(self, path: Path, kind: Any) -> None:
        self._path, self._kind = path, kind

    def read(self) -> T | None:
        """The value; None if there is no file, or none that can be understood."""
        try:
            found: T = msgspec.json.decode(self._path.read_bytes(), type=self._kind)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
            # Also a block of the card that gives no answer, or a folder of that name.
            log.error("%s is set aside, and the pages start without it: %s", self._path, error)
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".bad"))
            return None
        return found

    def write(self, value: T) -> None:
        """Replace the file; on the card when this returns. Raises OSError."""
        beside = self._path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.encode(value))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
