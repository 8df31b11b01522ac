"""Overwrites and removes a folder of sealed files.

On a flash card this is best effort: its translation layer may keep an overwritten block. The family's protection is
that the box never had a key to the film.
"""

import os
from pathlib import Path

from appliance.films.contents import files
from sealed.durable import Folder

STROKE = 1024 * 1024
HOW = "each file overwritten once with random bytes, flushed to the card, unlinked"


def destroy(folder: Path) -> None:
    """Overwrite, flush and unlink every file of the folder, then remove the folder. May be called again after a power
    cut.

    Holes are not punched instead: a punched hole frees the blocks with their contents.
    """
    for path in files(folder):
        overwrite(path)
        path.unlink()
    with Folder(folder) as handle:
        handle.sync()
    folder.rmdir()
    with Folder(folder.parent) as handle:
        handle.sync()


def overwrite(path: Path) -> None:
    """Overwrite a file once with random bytes and flush it. A link is refused: OSError."""
    file = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        left = os.fstat(file).st_size
        while left:
            left -= os.write(file, os.urandom(min(left, STROKE)))
        os.fsync(file)
    finally:
        os.close(file)
