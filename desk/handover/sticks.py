"""Sticks that are plugged in, as far as the system says: a person chooses one, or names a folder."""

import os
import string
import sys
from pathlib import Path

MOUNTED = ("/media/*", "/media/*/*", "/run/media/*/*", "/Volumes/*")


def sticks() -> list[Path]:
    """Folders at which other file systems begin, where systems mount what is plugged in."""
    if sys.platform == "win32":
        return [drive for letter in string.ascii_uppercase[3:] if (drive := Path(f"{letter}:\\")).is_dir()]
    else:  # noqa: RET505  # mypy reads a platform's branches, not what follows them
        found = (path for pattern in MOUNTED for path in Path("/").glob(pattern[1:]))
        return sorted({path for path in found if os.path.ismount(path)})
