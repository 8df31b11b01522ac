"""What is still on the desk's disk of films and keys that go."""

from pathlib import Path

from desk.cases.chain import FACTS as CASE_FACTS
from desk.cases.chain import LONGEST as LONGEST_CASE
from desk.cases.chain import CaseFacts
from desk.completion.plan import Erasure
from desk.destroy import GONE, destroy, retire
from desk.sweep import sweep
from desk.unlocked import Desk
from desk.writing import writing
from sealed.durable import Folder
from sealed.errors import FilmError
from sealed.film.facts import LONGEST, Facts
from sealed.film.journal import FACTS
from sealed.film.objects import read_small


def clear_desk(desk: Desk, plan: Erasure) -> list[Path]:
    """Remove what a destroyed key sealed, and the receipts for its films; what is still there. Raises NotWritten."""
    with desk.folder.lock, writing():
        sweep(desk.folder, desk.keys.now())
        for path in traces(desk, plan):
            (destroy if path.name.startswith(".") else retire)(path, desk.folder.disk)
        receipts = [desk.folder.receipts / f"{film.film}.json" for film in plan.films]
        with Folder(desk.folder.receipts, desk.folder.disk) as files:
            for path in filter(Path.exists, receipts):
                files.overwrite(path.name, path.stat().st_size)
                files.remove(path.name)
            files.sync()
    return traces(desk, plan)


def traces(desk: Desk, plan: Erasure) -> list[Path]:
    """Folders at the desk of the films, or sealed to the key."""
    films = {name for film in plan.films for name in (film.film, film.first)}
    names = {*films, *(f".{film}{GONE}" for film in films)}
    found = [path for path in desk.folder.films.iterdir() if path.name in names or _sealed_to(path, plan.key)]
    found += [path for path in desk.folder.cases.iterdir() if _log_of(path, plan.key)]
    if plan.case not in desk.keys.now().cases:
        gone = {plan.case, f".{plan.case}{GONE}"}
        found += [path for path in desk.folder.derived.iterdir() if path.name in gone]
    return sorted(found)


def _sealed_to(path: Path, key: str) -> bool:
    try:
        return key in Facts.decode(read_small(path / FACTS, LONGEST)).recipients
    except (FilmError, ValueError):
        return False


def _log_of(path: Path, key: str) -> bool:
    try:
        return CaseFacts.decode(read_small(path / CASE_FACTS, LONGEST_CASE)).recipient == key
    except (FilmError, ValueError):
        return False
