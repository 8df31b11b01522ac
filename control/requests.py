"""What may be asked at the control socket: the bodies of requests, parsed into frozen typed values."""

from typing import Annotated, Literal

import msgspec

from sealed.film.records import By, Identifier, Principle


class MarkRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark as asked for. `id` lets a phone ask twice and be heard once."""

    id: Identifier | None = None
    at: int | None = None
    principle: Principle | None = None
    note: str | None = None
    by: By = "command"


class UndoRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mark to take back."""

    id: Identifier


class PrincipleRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which principle a mark stands for."""

    id: Identifier
    principle: Principle | None


class ConsentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the family consented to; nothing unless it is said."""

    filming: bool = False
    supervision: bool = False
    training: bool = False


class VisitRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said before the film."""

    case: str | None = None
    film: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    question: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    consent: ConsentRequest = ConsentRequest()
    kind: Literal["interaction", "shared review"] = "interaction"


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the courier is, in bytes."""

    done: int
    total: int
    state: Literal["copying", "verifying"] = "copying"


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the courier gave up."""

    message: str


class FaultRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a simulated device shall suffer."""

    device: str
    trouble: str


class ClockRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What time a phone says it is, in seconds since 1970."""

    utc: float
