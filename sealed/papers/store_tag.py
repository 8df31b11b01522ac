"""The tag of an adopted disk: signed by a desk or by IT, so that a label alone makes no store (docs/stores.md)."""

from typing import Annotated, Literal

import msgspec

from sealed.film.facts import UTC_TIME
from sealed.strict import Strict

NAMESPACE = "attune-store"
LONGEST = 4096


class StoreTag(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`id` is random, `volume` the file system's own number, so that a copy of the tag on another disk is none."""

    store: Literal[1] = 1
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    volume: str
    adopted: Annotated[str, msgspec.Meta(pattern=UTC_TIME)]

    def encode(self) -> bytes:
        """The bytes that are signed: compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"
