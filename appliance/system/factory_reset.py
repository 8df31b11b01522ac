"""Back to how the card was flashed: films, papers, settings, keys and paired phones go, each overwritten first."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from appliance.films.ids import valid
from appliance.films.shred import overwrite
from appliance.system.box_files import ETC, STATE, WEB_STATE


def unsynced(root: Path) -> list[str]:
    """The films of which no store has given a receipt: nobody else has them."""
    try:
        films = sorted(path.name for path in (root / STATE / "films").iterdir() if valid(path.name))
    except OSError:
        return []
    return [film for film in films if not (root / STATE / "receipts" / f"{film}.json").exists()]


def erase(root: Path) -> None:
    """Remove everything of this box. Can be called again after a power cut: settings go last, and with them the keys.

    A link is removed, and what it leads to is left alone.
    """
    for folder in (root / STATE, root / WEB_STATE.lstrip("/"), root / ETC):
        if folder.is_dir() and not folder.is_symlink():
            for path in sorted(folder.iterdir()):
                _destroy(path)
    os.sync()


def _destroy(path: Path) -> None:
    if path.is_symlink() or not (path.is_dir() or path.is_file()):
        path.unlink(missing_ok=True)
        return
    for each in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
        if not each.is_symlink():
            with suppress(OSError):
                overwrite(each)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
