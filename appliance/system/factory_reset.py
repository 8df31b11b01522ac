"""Back to how the card was flashed: films, papers, settings, keys and paired phones go, each overwritten first."""

import os
from pathlib import Path

from appliance.films.contents import objects
from appliance.films.ids import valid
from appliance.films.receipts import Receipts
from appliance.films.shred import overwrite
from appliance.system.box_files import ETC, STATE, WEB_STATE
from sealed.errors import AttuneError
from sealed.ssh.key_file import read_key


def unsynced(root: Path) -> list[str]:
    """The films that no store is known to hold as they are now. Raises OSError: then nobody knows."""
    try:
        films = sorted(path.name for path in (root / STATE / "films").iterdir() if valid(path.name))
    except FileNotFoundError:
        return []
    return [film for film in films if not _held(root, film)]


def _held(root: Path, film: str) -> bool:
    """Whether a receipt that this box signed lists every object of the film, in its size."""
    try:
        receipt = Receipts(root / STATE / "receipts", read_key(root / ETC / "recorder.key")).of(film)
        here = {(path.name, path.stat().st_size) for path in objects(root / STATE / "films" / film)}
    except (AttuneError, OSError):
        return False
    return receipt is not None and here <= {(item.name, item.size) for item in receipt.objects}


def erase(root: Path) -> list[str]:
    """Remove everything of this box; what could not be overwritten or removed, each with the reason.

    Can be called again after a power cut: settings go last, and with them the keys. A link is removed, and what it
    leads to is left alone.
    """
    failed: list[str] = []
    for folder in (root / STATE, root / WEB_STATE.lstrip("/"), root / ETC):
        if folder.is_dir() and not folder.is_symlink():
            _empty(folder, failed)
    os.sync()
    return failed


def _empty(folder: Path, failed: list[str]) -> None:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        failed.append(f"{folder}: {error.strerror}")
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                _empty(Path(entry), failed)
                Path(entry).rmdir()
            else:
                _remove(entry, failed)
        except OSError as error:
            failed.append(f"{entry.path}: {error.strerror}")


def _remove(entry: "os.DirEntry[str]", failed: list[str]) -> None:
    try:
        if entry.is_file(follow_symlinks=False):
            overwrite(Path(entry))
    except OSError as error:
        failed.append(f"{entry.path}: not overwritten, {error.strerror}")
    Path(entry).unlink()
