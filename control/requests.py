"""What may be asked at the control socket: the bodies of requests. Whatever else is sent is refused."""

from typing import Annotated, Literal

import msgspec

By = Literal["button", "phone", "command"]
Principle = Literal[
    "being attentive",
    "encouraging initiatives",
    "receiving initiatives",
    "attuned interaction",
    "guiding",
    "deepening discussion",
]
"""Both as docs/format.md has them: a test compares them with the sealed records."""
MarkId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]


class MarkRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mark the moment `touched` (milliseconds of CLOCK_MONOTONIC), now when absent, in the film that is named.

    The same `id` may be sent again: it is placed once.
    """

    id: MarkId | None = None
    film: str | None = None
    touched: Annotated[float, msgspec.Meta(ge=0, le=1e13)] | None = None
    principle: Principle | None = None
    note: str | None = None
    by: By = "command"


class UndoRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mark to take back."""

    id: MarkId


class PrincipleRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which principle a mark stands for; null for none."""

    id: MarkId
    principle: Principle | None


class NoteRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is noted about a mark; null for nothing."""

    id: MarkId
    note: Annotated[str, msgspec.Meta(max_length=500)] | None


class ConsentPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the family consented to, each by itself."""

    filming: bool = False
    supervision: bool = False
    training: bool = False


class VisitPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is entered before the next film, and sealed into it. Also the answer of GET /visit."""

    case: str | None = None
    film: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    question: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    consent: ConsentPlan = ConsentPlan()
    kind: Literal["interaction", "shared review"] = "interaction"


class PairedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was pressed, as `PairingStatus` gave it; one phone shows it."""

    code: Annotated[str, msgspec.Meta(max_length=100)]


class SyncProgress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the courier is, in bytes."""

    done: Annotated[int, msgspec.Meta(ge=0)]
    total: Annotated[int, msgspec.Meta(ge=0)]
    state: Literal["copying", "verifying"] = "copying"


class SyncFailure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the courier gave up."""

    message: str


class CopyBegun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The store to which the courier is about to copy a film, by its name."""

    store: str


class CopyRemoved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a discarded film at a store: `left` says why it may still be there; null when it is gone."""

    store: str
    left: Annotated[str, msgspec.Meta(max_length=1000)] | None = None


class FaultRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a simulated device shall suffer."""

    device: str
    trouble: str


class ClockRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What time a phone says it is, in seconds since 1970."""

    utc: float
