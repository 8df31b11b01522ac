"""What a store has of the films that go: found by their ids and by the key that they are sealed to, then erased.

With a whole case go its preparations, which are sealed to boxes and would outlive the case's key.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.imports.store_source import OTHERS
from sealed.film.facts import FILM_ID, LONGEST, Facts
from sealed.film.journal import FACTS
from sealed.papers.preparation import SealedPreparation
from stores.erase import erase
from stores.errors import NoSuchObject, StoreFailed, StoreRefuses
from stores.parallel import each
from stores.store import AdminSession, AdminStore


@dataclass
class StoreErasure:
    """How many objects (versions each) were removed, how many are left, and why."""

    removed: int = 0
    left: int = 0
    trouble: str = ""


async def erase_films(
    store: AdminStore, films: Iterable[str], keys: Iterable[str], boxes: Iterable[str], case: str | None = None
) -> StoreErasure:
    """Erase films with these ids, and all that are sealed to one of these keys alone. Raises CourierErrors.

    `case`: erase what was sent to boxes for it, too. `boxes` may have folders of their own in which nothing but old
    versions is left.

    A store that refuses to delete is asked for every film all the same.
    """
    done, known, boxes = StoreErasure(), set(films), set(boxes)
    async with store.connect() as session:
        for place in await _places(session, known, frozenset(keys), boxes, store.parallel):
            try:
                before = len(await session.versions(place))
                left = len(await erase(session, place))
            except (StoreRefuses, StoreFailed) as error:
                left = before = len(await session.versions(place))
                done.trouble = str(error.facts.get("cause") or error.cause)
            done.removed += max(0, before - left)
            done.left += left
        if case is not None:
            await _erase_preparations(session, case, boxes, done)
    if done.left and not done.trouble:
        done.trouble = "it took the request, and still lists what was to be removed"
    return done


async def places_sealed_to(store: AdminStore, keys: Iterable[str], boxes: Iterable[str]) -> list[str]:
    """Where films lie that are sealed to one of these keys alone. Raises CourierErrors."""
    async with store.connect() as session:
        return await _places(session, set(), frozenset(keys), set(boxes), store.parallel)


async def _erase_preparations(session: AdminSession, case: str, named: set[str], done: StoreErasure) -> None:
    name = case + SealedPreparation.ending
    top = await session.folders("")
    for parent in ("cards", *(f"{box}/cards" for box in sorted({*top, *named} - OTHERS) if not FILM_ID.fullmatch(box))):
        for place in {f"{parent}/{box}" for box in {*await session.folders(parent), *named}}:
            there = [each for each in await session.versions(place) if each.name in (name, f"{name}.sig")]
            try:
                for version in there:
                    await session.delete(place, version)
            except (StoreRefuses, StoreFailed) as error:
                done.trouble = str(error.facts.get("cause") or error.cause)
            left = [each for each in await session.versions(place) if each.name in (name, f"{name}.sig")]
            done.removed += len(there) - len(left)
            done.left += len(left)


async def _places(
    session: AdminSession, films: set[str], keys: frozenset[str], named: set[str], parallel: int
) -> list[str]:
    """Folders at the store: of the films, listed or only as old versions, and of all that the keys open."""
    top = await session.folders("")
    own = {name for name in top if name not in OTHERS and not FILM_ID.fullmatch(name)}
    boxes = ["", *(f"{name}/" for name in sorted(own | named))]
    found = {f"{box}{film}" for box in boxes for film in films}
    there = [name for name in top if FILM_ID.fullmatch(name)]
    for box in boxes[1:]:
        there += [box + name for name in await session.folders(box.rstrip("/")) if FILM_ID.fullmatch(name)]
    sealed_to: dict[str, tuple[str, ...]] = {}

    async def look(place: str) -> None:
        sealed_to[place] = await _recipients(session, place)

    await each([place for place in there if place not in found], look, max(1, parallel))
    return sorted(found | {place for place, to in sealed_to.items() if len(to) == 1 and to[0] in keys})


async def _recipients(session: AdminSession, place: str) -> tuple[str, ...]:
    data = b""
    try:
        async for chunk in session.read(place, FACTS):
            data += chunk
            if len(data) > LONGEST:
                return ()
        return Facts.decode(data).recipients
    except (NoSuchObject, ValueError):
        return ()
