"""Removes from the disk what was sealed to a key that is destroyed: nobody can read it, and it must not be missed.

With it goes what an import or a pack that was broken off left. Called again at each unlock, so that a cut in the middle
is made up for.
"""

from collections.abc import Iterator
from pathlib import Path

from desk.destroy import destroy, finish, finish_files, retire
from desk.folder import DeskFolder
from desk.folder_facts import case_facts, film_facts
from desk.keyring.keys import Keyring
from desk.replacing import SHELF, settle
from sealed.durable import TEMPORARY


def sweep(folder: DeskFolder, keyring: Keyring) -> None:
    """Destroy logs, derived data and films of forgotten keys. Raises OSError."""
    for above in (folder.cases, folder.derived, folder.films):
        settle(above, folder.disk)
        finish(above, folder.disk)
    finish_files(folder.erasures, folder.disk)
    _drop_unfinished(folder)
    forgotten = {each.recipient for each in keyring.forgotten}
    if not forgotten:
        return
    for path in _folders(folder.cases):
        facts = case_facts(path)
        if facts and facts.recipient in forgotten:
            retire(path, folder.disk)
    for path in _folders(folder.derived):
        if path.name not in keyring.cases and not (folder.cases / path.name).is_dir():  # its key may be in a backup
            retire(path, folder.disk)
    for path in _folders(folder.films):
        film = film_facts(path)
        if film and forgotten.issuperset(film.recipients):
            retire(path, folder.disk)


def _drop_unfinished(folder: DeskFolder) -> None:
    """Whatever still goes on, in another program too, holds its lock."""
    others = {folder.pack_shelf.name, SHELF}
    imports = [path for path in folder.films.glob(f".*{TEMPORARY}") if path.name not in others]
    for lock, left in ((folder.packing, [folder.pack_shelf]), (folder.importing, imports)):
        if any(path.is_dir() for path in left):
            with lock.if_free() as free:
                for path in left if free else ():
                    destroy(path, folder.disk)


def _folders(above: Path) -> Iterator[Path]:
    found = (path for path in sorted(above.iterdir()) if not path.name.startswith("."))
    return (path for path in found if path.is_dir() and not path.is_symlink())
