"""Overwriting: how sealed files leave the desk. Flash may keep a block; what counts is that the key is destroyed."""

from pathlib import Path

from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder

GONE = ".gone"


def retire(folder: Path, disk: Disk) -> None:
    """Destroy a folder that has its final name: first it loses that, so that no cut leaves a part of it in use."""
    if not folder.is_dir() or folder.is_symlink():
        return
    hidden = folder.with_name(f".{folder.name}{GONE}")
    destroy(hidden, disk)
    with Folder(folder.parent, disk) as above:
        above.rename(folder.name, hidden.name)
        above.sync()
    destroy(hidden, disk)


def finish(above: Path, disk: Disk) -> None:
    """Destroy what a cut kept `retire` from destroying."""
    for hidden in sorted(above.glob(f".*{GONE}")):
        destroy(hidden, disk)


def finish_files(folder: Path, disk: Disk) -> None:
    """Overwrite and remove the files that lost their name, and writes that a cut broke off. Raises OSError."""
    left = [*folder.glob(f".*{GONE}"), *folder.glob(f"*{TEMPORARY}")] if folder.is_dir() else []
    if left:
        with Folder(folder, disk) as files:
            for path in left:
                files.overwrite(path.name, path.stat().st_size)
                files.remove(path.name)
            files.sync()


def destroy(folder: Path, disk: Disk) -> None:
    """Overwrite and remove every file of a folder, then the folder. Can be called again after a cut. Raises OSError."""
    if not folder.is_dir() or folder.is_symlink():
        return
    with Folder(folder, disk) as files:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                destroy(path, disk)
                continue
            if path.is_file() and not path.is_symlink():
                files.overwrite(path.name, path.stat().st_size)
            files.remove(path.name)
        files.sync()
    disk.remove_folder(folder)
    with Folder(folder.parent, disk) as above:
        above.sync()
