"""A folder takes the place of another of its name: a power cut leaves the old one or the new one, whole."""

from pathlib import Path

from desk.destroy import GONE, destroy
from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder

SHELF = f".anew{TEMPORARY}"
"""Below it a folder is written that will replace the one of its name."""
NEW = ".new"


def replace_folder(above: Path, name: str, disk: Disk) -> None:
    """Put `SHELF/NAME`, which is whole and flushed, in the place of `NAME`, and destroy the old one. Raises OSError."""
    put_in_place(above, f"{SHELF}/{name}", name, disk)
    destroy(above / SHELF, disk)


def put_in_place(above: Path, written: str, name: str, disk: Disk) -> None:
    """Give the folder `written`, which is whole and flushed, the name `NAME`, and destroy the one that has it.

    Raises OSError.
    """
    new, gone = f".{name}{NEW}", f".{name}{GONE}"
    destroy(above / gone, disk)
    steps = ((written, new), (name, gone), (new, name)) if (above / name).exists() else ((written, name),)
    with Folder(above, disk) as files:
        for old, taken in steps:
            files.rename(old, taken)
            files.sync()
    destroy(above / gone, disk)


def settle(above: Path, disk: Disk) -> None:
    """Finish what a cut broke off: a new folder has lost the shelf's name, so it is whole. Raises OSError."""
    for path in sorted(above.glob(f".*{NEW}")):
        name = path.name[1:].removesuffix(NEW)
        if (above / name).exists():
            destroy(path, disk)
            continue
        with Folder(above, disk) as files:
            files.rename(path.name, name)
            files.sync()
