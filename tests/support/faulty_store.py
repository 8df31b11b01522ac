"""Stores that misbehave: a true folder store, with one fault in front of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from stores.errors import StoreAway
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.store import Item


class FaultySession(FolderSession):
    """Does what a folder does."""

    def __init__(self, store: "FaultyStore") -> None:
        super().__init__(store.open_root(), store.name)
        self.faults = store

    async def claim(self, film: str, item: Item) -> bool:
        """As below."""
        return await super().claim(film, item) if self._reaches(item) else True

    async def put(self, film: str, item: Item) -> None:
        """May lose what it was given, or break off before an object."""
        if self._reaches(item):
            await super().put(film, item)

    async def replace(self, film: str, item: Item) -> None:
        """As above."""
        if self._reaches(item):
            await super().replace(film, item)

    def _reaches(self, item: Item) -> bool:
        if self.faults.puts_left == 0:
            self.faults.puts_left = self.faults.puts_each
            raise StoreAway(store=self.store, cause="the cable was pulled")
        if item.name == "film.json" and any(self.faults.root.glob("*/film.json")):
            return True  # the claim is asked again in every session
        self.faults.puts_left -= 1
        self.faults.sent.append(item.name)
        return item.name != self.faults.loses

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """May give back a flipped bit."""
        if self.faults.reads_left == 0:
            self.faults.reads_left = self.faults.reads_each
            raise StoreAway(store=self.store, cause="the cable was pulled")
        self.faults.reads_left -= 1
        self.faults.read_back.append(name)
        async for chunk in super().read(film, name):
            flip = name == self.faults.flips and self.faults.flips_left != 0
            self.faults.flips_left -= flip
            yield bytes([chunk[0] ^ 1]) + chunk[1:] if flip else chunk


class FaultyStore(FolderStore):
    """`loses`, `flips`: objects that are not stored, or come back changed. `puts_left`: objects until it breaks off.

    `puts_each`, `reads_each`: the same again after each time that it broke off; without them, every time.
    """

    def __init__(
        self,
        root: Path,
        *,
        loses: str = "",
        flips: str = "",
        flips_left: int = -1,
        puts_left: int = -1,
        puts_each: int = 0,
        reads_each: int = -1,
        parallel: int = 1,
    ) -> None:
        super().__init__(root)
        self.loses, self.flips, self.flips_left, self.puts_left = loses, flips, flips_left, puts_left
        self.puts_left, self.puts_each = puts_left if puts_left >= 0 else puts_each or -1, puts_each
        self.reads_left, self.reads_each = reads_each, reads_each
        self.parallel = parallel
        self.sent: list[str] = []
        self.read_back: list[str] = []

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FaultySession]:
        """A connection with the faults."""
        async with super().connect():
            yield FaultySession(self)
