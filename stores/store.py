"""What the courier asks of a store. Every kind of store keeps the same contract (tests/support/store_contract.py)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

CHUNK = 1024 * 1024
Chunk = bytes | memoryview
"""A piece of an object as it came back; what a library holds is looked at where it lies."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a film on the box: its name in the folder, where it lies, its size in bytes and SHA-256 in hex.

    `content` is its bytes, while they are at hand: then nobody need read the card again.
    """

    name: str
    path: Path
    size: int
    sha256: str
    content: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a store can do besides keeping bytes. None: not known, or there is no such thing at this kind of store.

    `flushes`: an object that was put survives a power cut there. `refuses`: bytes that do not match the SHA-256 sent
    with them are turned away. `versions`: what was put over keeps its earlier version. `creates_only`: a name is taken
    and found free in one step; where that takes two, boxes with films of one name could come in each other's way. None
    of this is a proof: only reading back makes one.
    """

    flushes: bool | None = None
    refuses: bool | None = None
    versions: bool | None = None
    creates_only: bool | None = None


class Session(Protocol):
    """An open connection to a store. Methods raise CourierErrors only; several may be under way at once.

    Bounded memory: a chunk for each call under way, and where the store takes only whole objects, that object.
    `store` is the store's name.
    """

    store: str

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the film's objects that are there under their final names; empty when none is."""
        ...

    async def claim(self, film: str, item: Item) -> bool:
        """Put the film's first object if no object of that name is there; whether it was put.

        The one call that settles who owns the film's name, so it never replaces anything. After a lost answer it may
        say that the name is taken when it is taken by ourselves: whoever asks compares the content.
        """
        ...

    async def put(self, film: str, item: Item) -> None:
        """Put an object under its final name, whole or not at all. What is there under that name already stays:
        whether it is the same only the proof can tell."""
        ...

    async def replace(self, film: str, item: Item) -> None:
        """Put an object in the place of one that is known to be wrong, whole or not at all."""
        ...

    async def settle(self, film: str) -> None:
        """Return when everything put so far survives a power cut at the store, as far as the store knows how."""
        ...

    def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        """The object's bytes as the store has them, past every cache of ours. Raises NoSuchObject."""
        ...

    async def remove(self, film: str, name: str) -> None:
        """Remove an object, if it is there, and its folder when that is empty. For probes: no film is ever removed."""
        ...

    async def abilities(self) -> Abilities:
        """What this store can do. May write and remove a probe."""
        ...


class Store(Protocol):
    """A place for sealed films. `name` is its address without credentials: it stands in receipts and on the screen."""

    name: str
    parallel: int

    def connect(self) -> AbstractAsyncContextManager[Session]:
        """Open a connection. Raises StoreAway, StoreRefuses, HostKeyChanged, NoCredential."""
        ...

    def present(self) -> bool | None:
        """Whether the store is there, where that shows without asking another machine; None where it does not."""
        ...
