"""What may be asked at the control socket: the bodies of requests, parsed into frozen typed values."""

from typing import Literal

import msgspec

from sealed.marks import By, Identifier, Principle


class MarkWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark as asked for. `id` lets a phone ask twice and be heard once."""

    id: Identifier | None = None
    at: int | None = None
    principle: Principle | None = None
    note: str | None = None
    by: By = "command"


class UndoWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mark to take back."""

    id: Identifier


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the courier is, in bytes."""

    done: int
    total: int
    state: Literal["copying", "verifying"] = "copying"


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the courier gave up."""

    message: str


class TroubleWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a simulated device shall suffer."""

    device: str
    trouble: str


class TimeWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What time a phone says it is, in seconds since 1970."""

    utc: float
