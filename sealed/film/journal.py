"""The journal of a film: its lines, their one spelling, and the chain that they form (docs/format.md).

A `Chain` makes lines and accepts lines by the same rules, so a writer cannot write what a reader would refuse.
"""

import hashlib
import re
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from sealed.strict import unreadable

JOURNAL = "journal"
SIGNATURE = "journal.sig"
FACTS = "film.json"
INIT = "init.mp4.age"
SEGMENT = re.compile(r"([0-9]{6})\.m4s\.age")
RECORD = re.compile(r"[0-9]{6}\.(?:mark|visit)\.age")
BATCH = re.compile(r"[0-9]{6}\.batch\.age")
SEALED = re.compile(r"init\.mp4\.age|[0-9]{6}\.(?:m4s|mark|visit|batch)\.age")
"""The names of a film's sealed objects, those after its end apart."""
NAMESPACE = "attune-film"

LONGEST_LINE = 1024
LONGEST_JOURNAL = 16 << 20
LARGEST_OBJECT = 64 << 20
START = "0" * 64

Ending = Literal["stopped", "limit", "space", "fault", "cut"]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Mac = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}$(?!\n)")]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line for one object: its name, bytes and SHA-256; age's MAC if it is sealed; its span if it is a segment."""

    n: Count
    name: Annotated[str, msgspec.Meta(max_length=32)]
    size: Annotated[int, msgspec.Meta(gt=0, le=LARGEST_OBJECT)]
    sha256: Digest
    mac: Mac | UnsetType = UNSET
    start: Count | UnsetType = msgspec.field(default=UNSET, name="from")
    to: Count | UnsetType = UNSET
    frames: Annotated[int, msgspec.Meta(gt=0, lt=2**31)] | UnsetType = UNSET
    prev: Digest


class End(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last line: why the film ended, its pictures, and those that the camera delivered (None after a cut)."""

    n: Count
    end: Ending
    frames: Count
    delivered: Count | None
    prev: Digest


Line: TypeAlias = Entry | End
_entries = msgspec.json.Decoder(Entry)
_ends = msgspec.json.Decoder(End)


class Malformed(ValueError):
    """A line does not have the form, or not the place in the chain, that docs/format.md asks for."""


def encode(line: Line) -> bytes:
    """The one spelling of a line, its newline included."""
    return msgspec.json.encode(line) + b"\n"


def decode(raw: bytes) -> Line:
    """Read one line with its newline. Raises Malformed unless it is spelled as `encode` spells it."""
    if len(raw) > LONGEST_LINE:
        raise Malformed("a line is too long")
    try:
        line: Line = _ends.decode(raw) if re.match(rb'\{"n":[0-9]+,"end":', raw) else _entries.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"a line cannot be read ({unreadable(error)})") from error
    if encode(line) != raw:
        raise Malformed("a line is not in its one spelling")
    return line


class Chain:
    """Where a journal stands after the lines so far."""

    def __init__(self) -> None:
        self.n = 0
        self.prev = START
        self.size = 0
        self.entries: list[Entry] = []
        self.end: End | None = None
        self.segments = 0
        self.marks = 0
        self.visits = 0
        self.batches = 0
        self._in_batches = 0
        self.frames = 0
        self.duration = 0
        self.has_init = False

    def entry(self, name: str, data: bytes | bytearray, mac: str | None, span: tuple[int, int, int] | None) -> Entry:
        """The next line for an object; `span` is from, to (nanoseconds) and pictures. Not yet accepted."""
        start, to, frames = span or (UNSET, UNSET, UNSET)
        digest = hashlib.sha256(data).hexdigest()
        return Entry(
            n=self.n,
            name=name,
            size=len(data),
            sha256=digest,
            mac=mac or UNSET,
            start=start,
            to=to,
            frames=frames,
            prev=self.prev,
        )

    def ending(self, end: Ending, delivered: int | None) -> End:
        """The line that closes the film. Not yet accepted."""
        return End(n=self.n, end=end, frames=self.frames, delivered=delivered, prev=self.prev)

    @property
    def segment_name(self) -> str:
        """The name of the next segment."""
        return f"{self.segments:06}.m4s.age"

    @property
    def mark_name(self) -> str:
        """The name of the next mark."""
        return f"{self.marks:06}.mark.age"

    @property
    def visit_name(self) -> str:
        """The name of the next record of the visit that is no mark."""
        return f"{self.visits:06}.visit.age"

    @property
    def batch_name(self) -> str:
        """The name of the next batch of records."""
        return f"{self.batches:06}.batch.age"

    @property
    def _unbatched(self) -> int:
        return self.marks + self.visits - self._in_batches

    def accept(self, raw: bytes) -> Line:
        """Take one line, its newline included. Raises Malformed, and then the chain is as it was."""
        line = self.check(raw)
        if isinstance(line, End):
            self.end = line
        else:
            self._take(line)
        self.n += 1
        self.size += len(raw)
        self.prev = hashlib.sha256(raw).hexdigest()
        return line

    def check(self, raw: bytes) -> Line:
        """Read a line that could come next. Raises Malformed for any other; changes nothing."""
        line = decode(raw)
        if self.end is not None:
            raise Malformed("a line follows the end")
        if (line.n, line.prev) != (self.n, self.prev):
            raise Malformed(f"line {self.n} is out of chain")
        if isinstance(line, End):
            self._check_end(line)
        elif self.size + len(raw) > LONGEST_JOURNAL - LONGEST_LINE:  # what is left is for the end
            raise Malformed("the journal is too long")
        else:
            self._check_entry(line)
        return line

    def _check_end(self, line: End) -> None:
        if self.n == 0 or line.frames != self.frames or (line.end == "cut" and line.delivered is not None):
            raise Malformed("the end does not fit the film")

    def _check_entry(self, line: Entry) -> None:
        names = {self.segment_name if self.has_init else INIT, self.mark_name, self.visit_name} if self.n else {FACTS}
        if self._unbatched:
            names.add(self.batch_name)
        if line.name not in names:
            raise Malformed(f"line {self.n} is not about the next object")
        if (line.mac is UNSET) != (line.name == FACTS):
            raise Malformed(f"line {self.n} lacks a MAC, or has one too many")
        if line.name == self.segment_name:
            if line.start is UNSET or line.to is UNSET or line.frames is UNSET:
                raise Malformed(f"line {self.n} lacks its time span")
            if line.start != self.duration or line.to <= line.start:
                raise Malformed(f"line {self.n} does not begin where the segment before it ends")
        elif (line.start, line.to, line.frames) != (UNSET, UNSET, UNSET):
            raise Malformed(f"line {self.n} has a time span, but is not about a segment")

    def _take(self, line: Entry) -> None:
        self.has_init = self.has_init or line.name == INIT
        mark, visit = line.name == self.mark_name, line.name == self.visit_name
        if line.name == self.batch_name:
            self.batches += 1
            self._in_batches = self.marks + self.visits
        self.marks += mark
        self.visits += visit
        if line.to is not UNSET and line.frames is not UNSET:
            self.segments += 1
            self.duration = line.to
            self.frames += line.frames
        self.entries.append(line)
