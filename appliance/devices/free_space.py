"""How much room a folder has."""

import os
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Bytes that an ordinary account may still write where this folder lies."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
