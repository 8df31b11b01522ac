"""Destroys a bundle that was applied: renamed first, so that no later start takes half of it for a damaged one.

Overwriting reaches the file's own blocks, not those that a memory card swapped out meanwhile: what the bundle held can
be revoked, and anybody who has the card reads the same secrets from /etc/attune anyway.
"""

from pathlib import Path

from appliance.films import shred
from sealed.durable import Folder
from sealed.papers.box_bundle import FOLDER

USED = f"{FOLDER}.used"


def destroy(place: Path) -> None:
    """Overwrite and remove the bundle in `place`. Raises OSError."""
    finish(place)
    with Folder(place) as folder:
        folder.rename(FOLDER, USED)
        folder.sync()
    finish(place)


def finish(place: Path) -> None:
    """Go on where an earlier start was cut off."""
    if (place / USED).is_symlink():  # no work of ours, and it might lead to a folder of the box
        (place / USED).unlink()
    if (place / USED).is_dir():
        shred.destroy(place / USED)
