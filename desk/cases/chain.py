"""A case's log on the disk: the film's journal, with events in place of segments (docs/desk-format.md)."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET

from sealed.film.facts import FINGERPRINT, UTC_TIME, Recorder
from sealed.film.journal import Chain, End, Entry, Malformed
from sealed.papers.case_paper import CASE
from sealed.strict import Strict, unreadable

FACTS = "case.json"
NAMESPACE = "attune-case-log"
LONGEST = 65536


class CaseFacts(Strict, frozen=True):
    """case.json: what anybody may know. Keys that a later version adds are ignored by a reader."""

    format: Literal[1]
    case: str
    desk: Recorder
    recipient: Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
    opened: Annotated[str, msgspec.Meta(pattern=UTC_TIME)]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not CASE.fullmatch(self.case):
            raise ValueError("a case is a code of 1 to 16 capital letters, digits and hyphens")

    def encode(self) -> bytes:
        """Compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    @classmethod
    def decode(cls, data: bytes) -> "CaseFacts":
        """Read case.json. Raises ValueError."""
        try:
            return msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(unreadable(error)) from error


class EventChain(Chain):
    """Line 0 is case.json, then one line an event. A log has no end: a case is ended by destroying its key."""

    def _check_end(self, line: End) -> None:
        raise Malformed("a case's log has no end")

    def _check_entry(self, line: Entry) -> None:
        if line.name != (event_name(self.n - 1) if self.n else FACTS):
            raise Malformed(f"line {self.n} is not about the next event")
        if (line.mac is UNSET) != (line.name == FACTS):
            raise Malformed(f"line {self.n} lacks a MAC, or has one too many")
        if (line.start, line.to, line.frames) != (UNSET, UNSET, UNSET):
            raise Malformed(f"line {self.n} has a time span")


def event_name(n: int) -> str:
    """The file of event `n`."""
    return f"{n:06}.event.age"
