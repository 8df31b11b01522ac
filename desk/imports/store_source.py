"""Films out of a store: the one of this service, with the desk's own credentials."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from desk.errors import NoFilmHere, NoStore
from desk.imports.incoming import Incoming
from desk.imports.names import largest
from desk.imports.said_later import count_parts
from desk.unlocked import Desk
from sealed.errors import Damaged
from sealed.film.facts import FILM_ID
from sealed.film.reader import Progress
from stores.parallel import each
from stores.registry import open_desk_store
from stores.store import AdminSession, AdminStore

OTHERS = {"boxes", "cards"}
"""Folders of a store that hold no films."""


class StoreSource:
    """A film is named by its folder: its id, or `BOX/ID` where each box has a folder of its own."""

    def __init__(self, store: AdminStore) -> None:
        self._store, self.name = store, store.name

    def films(self) -> list[str]:
        """All films that are there. Raises NoFilmHere, CourierErrors."""
        found = asyncio.run(self._films())
        if not found:
            raise NoFilmHere(path=self.name)
        return found

    def count_parts(self, films: Iterable[str]) -> dict[str, int]:
        """How many seconds and records the store has of each film. Raises CourierErrors."""
        return asyncio.run(self._count_parts(films))

    def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
        """Copy the objects, several at once."""
        asyncio.run(self._fetch(film, into, progress))

    async def _films(self) -> list[str]:
        async with self._store.connect() as session:
            top = await session.folders("")
            found = [name for name in top if FILM_ID.fullmatch(name)]
            for box in top:
                if box not in OTHERS and box not in found:
                    found += [f"{box}/{name}" for name in await session.folders(box) if FILM_ID.fullmatch(name)]
            return found

    async def _count_parts(self, films: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        async with self._store.connect() as session:

            async def work(film: str) -> None:
                found[film] = count_parts(await session.listing(film))

            await each(films, work, max(1, self._store.parallel))
        return found

    async def _fetch(self, film: str, into: Incoming, progress: Progress) -> None:
        done = 0
        async with self._store.connect() as session:
            listed = {name: size for name, size in (await session.listing(film)).items() if largest(name)}
            if not listed:
                raise NoFilmHere(path=f"{self.name} under {film}")

            async def work(name: str) -> None:
                nonlocal done
                for size in into.write(name, [await _whole(session, film, name)]):
                    done += size
                    progress(done, sum(listed.values()))

            await each(listed, work, max(1, self._store.parallel))


def store_source(address: str, credentials: Path | None) -> StoreSource:
    """The source at a store's address. Raises BadStore, NoCredential."""
    return StoreSource(open_desk_store(address, credentials))


async def _whole(session: AdminSession, film: str, name: str) -> bytes:
    most, data = largest(name) or 0, bytearray()
    async for chunk in session.read(film, name):
        data += chunk
        if len(data) > most:
            raise Damaged(f"{name} is far too long.")
    return bytes(data)


def desk_store(desk: Desk) -> AdminStore:
    """The desk's own store. Raises NoStore, BadStore, NoCredential."""
    settings = desk.folder.settings
    if not settings.store:
        raise NoStore
    return open_desk_store(settings.store, Path(settings.credentials) if settings.credentials else None)
