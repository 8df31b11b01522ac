"""The wipe record: what a box signs when it has removed a film (docs/format.md, "A wipe record")."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from sealed.film.facts import Started
from sealed.strict import Strict

NAMESPACE = "attune-wipe"
Why = Literal["receipt", "discard", "found half wiped"]


class RemovedFile(Strict, frozen=True):
    """A file that was removed."""

    name: str
    size: int


class ReceiptUsed(Strict, frozen=True):
    """The receipt that a wipe relied on: its store, whose word it was, its time, and the SHA-256 of its JSON."""

    store: str
    word: Literal["courier", "desk"]
    when: Started
    sha256: str


class Copy(Strict, frozen=True):
    """A store where copying of the film had begun. `left`: it may hold parts of it, and nobody or IT removes them."""

    store: str
    state: Literal["to be removed", "removed", "left"]
    when: Started


class WipeRecord(Strict, frozen=True, kw_only=True):
    """What is left of a film on the box: that it was removed, why, how and when. `ended` is null until it is done."""

    wiped: Literal[1] = 1
    film: str
    why: Why
    receipt: ReceiptUsed | None
    objects: tuple[RemovedFile, ...]
    size: int = msgspec.field(name="bytes")
    begun: Started
    ended: Started | None = None
    how: str
    trim: str = ""
    copies: tuple[Copy, ...] = ()
    request: str | UnsetType = UNSET

    def encode(self) -> bytes:
        """Compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"
