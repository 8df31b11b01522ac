"""The contract of every kind of store (tested by tests/support/store_contract.py)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

CHUNK = 1024 * 1024
Chunk = bytes | memoryview
"""A piece of an object as it was read; a library's buffer is not copied."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a film on the box: its name in the folder, its path, its size in bytes and SHA-256 in hex.

    `content` is its bytes while they are in memory: the card need not be read again.
    """

    name: str
    path: Path
    size: int
    sha256: str
    content: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a store can do besides keeping bytes. None: unknown, or not applicable to this kind of store.

    `flushes`: an object that was put survives a power cut there. `refuses`: bytes that do not match the SHA-256 sent
    with them are refused. `versions`: a replaced object keeps its earlier version. `creates_only`: a name is checked
    and taken in one step; where that takes two, boxes with films of one name could race. None of this is a proof: only
    reading back is.
    """

    flushes: bool | None = None
    refuses: bool | None = None
    versions: bool | None = None
    creates_only: bool | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an object at a store: `id` names it there; None where a store keeps one state of each.

    `current`: what reading gives. `marker`: it says that the object was removed, and has no bytes.
    """

    name: str
    size: int
    id: str | None = None
    current: bool = True
    marker: bool = False


class Session(Protocol):
    """An open connection to a store. Methods raise CourierErrors only; several may run at once.

    Bounded memory: a chunk for each call, and where the store takes only whole objects, that object. `store` is the
    store's name.
    """

    store: str

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the film's objects under their final names; empty when there are none."""
        ...

    async def claim(self, film: str, item: Item) -> bool:
        """Put the film's first object if no object of that name exists; returns whether it was put.

        This call settles who owns the film's name, so it never replaces anything. After a lost response it may report
        the name as taken by our own object: the caller compares the content.
        """
        ...

    async def put(self, film: str, item: Item) -> None:
        """Put an object under its final name, atomically. An object that is there already stays: verification decides
        whether it is the same."""
        ...

    async def replace(self, film: str, item: Item) -> None:
        """Replace an object that is known to be wrong, atomically."""
        ...

    async def settle(self, film: str) -> None:
        """Return when everything put so far survives a power cut, as far as the store can tell."""
        ...

    def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        """The object's bytes from the store itself, past every cache of ours. Raises NoSuchObject."""
        ...

    async def remove(self, film: str, name: str) -> None:
        """Remove an object if it exists, and its folder if that is empty then. For probes and discarded films."""
        ...

    async def abilities(self) -> Abilities:
        """What this store can do. May write and remove a probe."""
        ...


class AdminSession(Session, Protocol):
    """What the desk may do besides. A box never gets one, and its credentials must not allow what this does."""

    async def folders(self, path: str) -> list[str]:
        """Names of the folders below `path` (empty: at the top), in order."""
        ...

    async def versions(self, film: str) -> list[Version]:
        """Every state of the film's objects, unfinished parts and delete markers among them.

        Where a store's versions cannot be asked for (Azure, Google Cloud), only what is current.
        """
        ...

    async def delete(self, film: str, version: Version) -> None:
        """Delete one state for good; nothing happens if it is not there. Raises StoreRefuses if that is not allowed."""
        ...


class Store(Protocol):
    """A place for sealed films. `name` is its address without credentials, for receipts and the screen."""

    name: str
    parallel: int

    def connect(self) -> AbstractAsyncContextManager[Session]:
        """Open a connection. Raises StoreAway, StoreRefuses, HostKeyChanged, NoCredential."""
        ...

    def present(self) -> bool | None:
        """Whether the store is there, where that shows without a request; None where it does not."""
        ...


class AdminStore(Store, Protocol):
    """A store as the desk opens it."""

    def connect(self) -> AbstractAsyncContextManager[AdminSession]:
        """As `Store.connect`."""
        ...
