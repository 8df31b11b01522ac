"""Marks and other small records of a visit: one JSON object each, sealed as it happens."""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

import msgspec

from sealed.disk import Bytes
from sealed.strict import Strict, unreadable

Principle = Literal[
    "being attentive",
    "encouraging initiatives",
    "receiving initiatives",
    "attuned interaction",
    "guiding",
    "deepening discussion",
]
By = Literal["button", "phone", "command"]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
LONGEST = 65536
LONGEST_NOTE = 500


class Mark(Strict, frozen=True, tag_field="kind", tag="mark"):
    """A moment pointed out during the visit: `at` in nanoseconds on the film's timeline."""

    id: Identifier
    at: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    by: By
    principle: Principle | None = None
    note: str | None = None


class Undo(Strict, frozen=True, tag_field="kind", tag="undo"):
    """Takes the mark with this id back."""

    id: Identifier


class Named(Strict, frozen=True, tag_field="kind", tag="principle"):
    """Says afterwards which principle the mark with this id stands for; None takes it back. The last one counts."""

    id: Identifier
    principle: Principle | None


class Note(Strict, frozen=True, tag_field="kind", tag="note"):
    """What was noted afterwards about the mark with this id, in place of its own note; None takes it back."""

    id: Identifier
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] | None


class Consent(Strict, frozen=True):
    """What the family consented to, each by itself."""

    filming: bool = False
    supervision: bool = False
    training: bool = False


class Visit(Strict, frozen=True, tag_field="kind", tag="visit"):
    """What was said before the film: the case, its cycle, the family's helping question, consent, what is filmed."""

    case: str | None = None
    film: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    question: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    consent: Consent = Consent()
    about: Literal["interaction", "shared review"] = "interaction"


class LaterConsent(Strict, frozen=True, tag_field="kind", tag="consented"):
    """What the family consented to once the film had begun: while it was made, or afterwards. The last one counts."""

    consent: Consent
    when: Literal["while filming", "afterwards"]


Amendment: TypeAlias = Undo | Named | Note | LaterConsent
Record: TypeAlias = Mark | Visit | Amendment
KINDS = {"mark", "undo", "principle", "note", "visit", "consented"}
_decoder: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)
_batches = msgspec.json.Decoder(list[msgspec.Raw])


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
        try:
            return _decoder.decode(data)
        except msgspec.ValidationError:
            if msgspec.json.decode(data, type=_Kind).kind in KINDS:
                raise
            return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(unreadable(error)) from error


def encode_batch(encoded: Iterable[Bytes]) -> bytes:
    """One JSON array of records that were encoded already, in their order."""
    return b"[%b]" % b",".join(encoded)


def decode_batch(data: bytes) -> list[Record | None]:
    """Read each record of a batch as `decode` does. Raises ValueError."""
    try:
        return [decode(bytes(raw)) for raw in _batches.decode(data)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(unreadable(error)) from error


def standing(records: Iterable[Record]) -> tuple[Mark, ...]:
    """The marks that were not taken back, in the order of the film. The same mark twice counts once."""
    marks: dict[str, Mark] = {}
    undone: set[str] = set()
    named: dict[str, Principle | None] = {}
    noted: dict[str, str | None] = {}
    for record in records:
        match record:
            case Mark():
                marks.setdefault(record.id, record)
            case Undo():
                undone.add(record.id)
            case Named():
                named[record.id] = record.principle
            case Note():
                noted[record.id] = record.note
    for key in (named.keys() | noted.keys()) & marks.keys():
        mark = marks[key]
        principle, note = named.get(key, mark.principle), noted.get(key, mark.note)
        marks[key] = msgspec.structs.replace(mark, principle=principle, note=note)
    kept = (mark for mark in marks.values() if mark.id not in undone)
    return tuple(sorted(kept, key=lambda mark: mark.at))
