"""The files of a film's folder: its objects, by the names of docs/format.md, and no link that leads elsewhere."""

import hashlib
import re
import stat
from pathlib import Path

from appliance.films.errors import NotAFilm
from sealed.durable import TEMPORARY
from sealed.film.after import PAPER, signed_names
from sealed.film.journal import FACTS, INIT, JOURNAL, SIGNATURE

SEALED = re.compile(r"[0-9]{6}\.[a-z0-9]+\.age", re.ASCII)
PLACES = {FACTS: 0, INIT: 1, JOURNAL: 3, SIGNATURE: 4}


def objects(folder: Path) -> list[Path]:
    """The film's objects in the order to copy them in: film.json first, the journal and its signature last.

    What was said after the end counts once it is signed. Raises NotAFilm for anything else than these and unfinished
    writes, and FileNotFoundError.
    """
    counts = signed_names(folder)
    found = [path for path in files(folder) if not path.name.endswith(TEMPORARY) and counts(path.name)]
    for path in found:
        if path.name not in PLACES and not SEALED.fullmatch(path.name) and not PAPER.fullmatch(path.name):
            raise NotAFilm(film=folder.name, name=path.name)
    return sorted(found, key=_place)


def files(folder: Path) -> list[Path]:
    """Every regular file of the folder, unfinished writes too. Raises NotAFilm for a link, a folder, a device."""
    found = sorted(folder.iterdir())
    for path in found:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotAFilm(f"In the folder of {folder.name}, {path.name} is not a plain file.")
    return found


def _place(path: Path) -> tuple[int, str]:
    return PLACES.get(path.name, 2), path.name


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hex, in bounded memory."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
