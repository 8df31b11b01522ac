"""What the courier asks of a store. Every kind of store keeps the same contract (tests/courier/contract.py)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a film on the box: its name in the folder, where it lies, its size in bytes and SHA-256 in hex."""

    name: str
    path: Path
    size: int
    sha256: str


class Session(Protocol):
    """An open connection to a store. Methods raise CourierErrors only; several may be under way at once.

    Nothing is held in memory but one chunk for each call under way.
    """

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the film's objects that are there under their final names; empty when none is."""
        ...

    async def claim(self, film: str, item: Item) -> bool:
        """Put the film's first object if no object of that name is there; whether it was put.

        The one call that settles who owns the film's name, so it never replaces anything.
        """
        ...

    async def put(self, film: str, item: Item) -> None:
        """Put an object under its final name, whole or not at all; replaces what is there."""
        ...

    async def settle(self, film: str) -> None:
        """Return when everything put so far survives a power cut at the store."""
        ...

    def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """The object's bytes as the store has them, past every cache of ours. Raises Missing when it is not there."""
        ...


class Store(Protocol):
    """A place for sealed films. `name` is its address without credentials: it stands in receipts and on the screen."""

    name: str
    parallel: int

    def connect(self) -> AbstractAsyncContextManager[Session]:
        """Open a connection. Raises StoreAway, StoreRefuses."""
        ...
