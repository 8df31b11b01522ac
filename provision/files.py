"""Files of the service: written whole or not at all, secrets for their owner alone. Works on any system."""

import os
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644


def write(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Write `path`, in the place of what was there. What is private is so from its first byte on."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    _create(temporary, data, mode)
    temporary.replace(path)


def create(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Write `path`, which must not be there: raises FileExistsError."""
    _create(path, data, mode)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it, for its owner alone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _create(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
