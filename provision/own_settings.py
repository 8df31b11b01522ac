"""Settings files that `attune run` makes, and tells from those that somebody else wrote or changed."""

import hashlib
from pathlib import Path

from provision.errors import NotOurs

MADE = "# Made by `attune run`, anew at each start: change the file of --config instead. SHA-256 "
BOX = ("recorder.toml", "courier.toml", "web.toml", "films", "receipts", "control.sock")
"""What a box's folder has."""


def check_ours(folder: Path) -> None:
    """Raise NotOurs if a box that `attune run` did not make lives here, or if a settings file was changed by hand."""
    for name in BOX:
        path = folder / name
        if path.suffix == ".toml" and path.exists() and not _ours(path):
            raise NotOurs(what=path, cause="it was not made by `attune run`, or changed since")
        if path.exists() and not (folder / "name").exists():
            raise NotOurs(what=folder, cause="a box lives there that `attune run` did not make")


def write_ours(path: Path, body: str) -> None:
    """Write a settings file that `check_ours` will know again."""
    path.write_text(f"{MADE}{_digest(body)}\n{body}", encoding="utf-8")


def _ours(path: Path) -> bool:
    first, _, body = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    return first == MADE + _digest(body)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
