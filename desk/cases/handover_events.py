"""What is kept out of copies, and the copies that a family was given."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from desk.cases.event import Event, Filmed, Nanoseconds, Text, Title, Voice
from sealed.film.records import Identifier
from sealed.strict import Strict

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Method = Literal["mosaic", "solid"]
Outcome = Literal["cleared", "lost"]
"""Of a copy that was broken off: its files were removed from the stick, or that stick is not here."""


class Keyframe(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a cover is at a time: left, top, width and height as shares of the frame."""

    at_ns: Nanoseconds
    x: Share
    y: Share
    width: Share
    height: Share


class Obscured(Event, frozen=True, tag="obscured"):
    """A cover over a person, from `start_ns` to `end_ns`, moving straight from keyframe to keyframe.

    The same id again replaces it.
    """

    id: Identifier
    film: Filmed
    start_ns: Nanoseconds
    end_ns: Nanoseconds
    method: Method
    keyframes: Annotated[tuple[Keyframe, ...], msgspec.Meta(min_length=1, max_length=500)]

    def __post_init__(self) -> None:
        super().__post_init__()
        times = [each.at_ns for each in self.keyframes]
        if self.end_ns <= self.start_ns or any(b <= a for a, b in pairwise(times)):
            raise ValueError("an obscured stretch ends after it begins, and its keyframes follow one another")


class ObscuringRemoved(Event, frozen=True, tag="obscuring-removed"):
    id: Identifier


class Silenced(Event, frozen=True, tag="silenced"):
    """A stretch of sound that copies leave out. The same id again replaces it."""

    id: Identifier
    film: Filmed
    start_ns: Nanoseconds
    end_ns: Nanoseconds

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end_ns <= self.start_ns:
            raise ValueError("a silenced stretch ends after it begins")


class SilenceRemoved(Event, frozen=True, tag="silence-removed"):
    id: Identifier


class ClipWatched(Event, frozen=True, tag="clip-watched"):
    """A person watched the clip through as a copy would show it. `digest`: of all that was obscured and silenced."""

    clip: Identifier
    digest: Digest


class GivenFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a hand-over, as it was read back, or as it is to be written."""

    name: Title
    size: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Digest


class FamilyCopy(Event, frozen=True):
    """What both events of a copy say: who asked for it, who consented, and what it holds."""

    id: Identifier
    day: date
    asked_by: Voice
    consented: Annotated[tuple[Voice, ...], msgspec.Meta(min_length=1)]
    clips: tuple[Identifier, ...]
    stills: tuple[Identifier, ...]
    onto: Title
    files: tuple[GivenFile, ...]


class HandoverBegun(FamilyCopy, frozen=True, tag="handover-begun"):
    """A copy is about to be written, in the folder `onto` of `stick`: saved before the first byte of it is.

    `handed-over` or `handover-settled` with its id ends it. Without one it was broken off, and any of `files` may lie
    on the stick.
    """

    stick: Text
    titles: dict[Identifier, Title] = msgspec.field(default_factory=dict)
    practitioner: Title = ""


class HandoverSettled(Event, frozen=True, tag="handover-settled"):
    """What became of a copy that was broken off."""

    id: Identifier
    day: date
    outcome: Outcome


class HandedOver(FamilyCopy, frozen=True, tag="handed-over"):
    """A copy was given to the family: who asked for it, who consented, and what it held."""
