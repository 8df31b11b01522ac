"""Removes from the disk what was sealed to a key that is destroyed: nobody can read it, and it must not be missed.

Called again at each unlock, so that a cut in the middle is made up for.
"""

from collections.abc import Iterator
from pathlib import Path

from desk.cases.chain import FACTS as CASE_FACTS
from desk.cases.chain import LONGEST as LONGEST_CASE
from desk.cases.chain import CaseFacts
from desk.destroy import finish, finish_files, retire
from desk.folder import DeskFolder
from desk.keyring.keys import Keyring
from desk.replacing import settle
from sealed.errors import FilmError
from sealed.film.facts import LONGEST, Facts
from sealed.film.journal import FACTS
from sealed.film.objects import read_small


def sweep(folder: DeskFolder, keyring: Keyring) -> None:
    """Destroy logs, derived data and films of forgotten keys. Raises OSError."""
    for above in (folder.cases, folder.derived, folder.films):
        settle(above, folder.disk)
        finish(above, folder.disk)
    finish_files(folder.erasures, folder.disk)
    forgotten = {each.recipient for each in keyring.forgotten}
    if not forgotten:
        return
    for path in _folders(folder.cases):
        facts = _case(path)
        if facts and facts.recipient in forgotten:
            retire(path, folder.disk)
    for path in _folders(folder.derived):
        if path.name not in keyring.cases:
            retire(path, folder.disk)
    for path in _folders(folder.films):
        film = _film(path)
        if film and forgotten.issuperset(film.recipients):
            retire(path, folder.disk)


def _folders(above: Path) -> Iterator[Path]:
    found = (path for path in sorted(above.iterdir()) if not path.name.startswith("."))
    return (path for path in found if path.is_dir() and not path.is_symlink())


def _case(path: Path) -> CaseFacts | None:
    try:
        return CaseFacts.decode(read_small(path / CASE_FACTS, LONGEST_CASE))
    except (FilmError, ValueError):
        return None


def _film(path: Path) -> Facts | None:
    try:
        return Facts.decode(read_small(path / FACTS, LONGEST))
    except (FilmError, ValueError):
        return None
