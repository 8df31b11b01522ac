"""Marks and other small records of a visit: one JSON object each, sealed as it happens."""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

import msgspec

Principle = Literal[
    "being attentive",
    "encouraging initiatives",
    "receiving initiatives",
    "attuned interaction",
    "guiding",
    "deepening discussion",
]
By = Literal["button", "phone", "command"]
Identifier = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
LONGEST = 65536


class Mark(msgspec.Struct, frozen=True, tag_field="kind", tag="mark"):
    """A moment pointed out during the visit: `at` in nanoseconds on the film's timeline."""

    id: Identifier
    at: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    by: By
    principle: Principle | None = None
    note: str | None = None


class Undo(msgspec.Struct, frozen=True, tag_field="kind", tag="undo"):
    """Takes the mark with this id back."""

    id: Identifier


Record: TypeAlias = Mark | Undo
_decoder = msgspec.json.Decoder(Record)


class _Kind(msgspec.Struct):
    kind: str


def encode(record: Record) -> bytes:
    """The JSON that is sealed. Raises ValueError for a note too long to be one."""
    data = msgspec.json.encode(record)
    if len(data) > LONGEST:
        raise ValueError(f"a note may be {LONGEST} bytes at most")
    _decoder.decode(data)
    return data


def decode(data: bytes) -> Record | None:
    """Read one record; None for a kind that this version does not know. Raises ValueError for anything else."""
    try:
        kind = msgspec.json.decode(data, type=_Kind).kind
        return _decoder.decode(data) if kind in {"mark", "undo"} else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def standing(records: Iterable[Record]) -> tuple[Mark, ...]:
    """The marks that were not taken back, in the order of the film. The same mark twice counts once."""
    marks: dict[str, Mark] = {}
    undone: set[str] = set()
    for record in records:
        if isinstance(record, Mark):
            marks.setdefault(record.id, record)
        else:
            undone.add(record.id)
    return tuple(sorted((mark for mark in marks.values() if mark.id not in undone), key=lambda mark: mark.at))
