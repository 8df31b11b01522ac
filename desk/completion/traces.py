"""What is still on the desk's disk of films and keys that go."""

from datetime import date
from pathlib import Path

from desk.cases.ending_events import FilmErased
from desk.completion.plan import Erasure
from desk.destroy import GONE, destroy, finish, retire
from desk.folder_facts import case_facts, film_facts
from desk.sweep import sweep
from desk.unlocked import Desk
from desk.writing import writing
from sealed.durable import Folder


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


def drop_film(desk: Desk, plan: Erasure) -> list[Path]:
    """Remove one film, what was computed from it and its receipt; what is still there. Raises NotWritten."""
    [film] = plan.films
    with desk.folder.lock, writing():
        if film.film not in desk.case(plan.case).erased:
            day = date.fromisoformat(plan.begun[:10])
            desk.append(plan.case, FilmErased(film=film.film, day=day, first=film.first))
        for name in filter(None, (film.film, film.first)):
            retire(desk.film_folder(name), desk.folder.disk)
        for path in _files_of(desk, plan.case, film.film):
            with Folder(path.parent, desk.folder.disk) as files:
                files.overwrite(path.name, path.stat().st_size)
                files.remove(path.name)
                files.sync()
        finish(desk.folder.films, desk.folder.disk)
    names = {name for each in (film.film, film.first) if each for name in (each, f".{each}{GONE}")}
    return [path for path in desk.folder.films.iterdir() if path.name in names] + _files_of(desk, plan.case, film.film)


def _files_of(desk: Desk, code: str, film: str) -> list[Path]:
    """Receipt and derived data that carry the film's id in their name."""
    derived = desk.folder.derived / code
    found = sorted(derived.glob(f"*{film}*")) if derived.is_dir() else []
    return [path for path in (desk.folder.receipts / f"{film}.json", *found) if path.exists()]


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
    facts = film_facts(path)
    return facts is not None and key in facts.recipients


def _log_of(path: Path, key: str) -> bool:
    facts = case_facts(path)
    return facts is not None and facts.recipient == key
