"""What copies leave out, and which copies were given, as events have made them."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from desk.cases.event import Voice
from desk.cases.handover_events import GivenFile, Keyframe, Method


class Obscuring(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    start_ns: int
    end_ns: int
    method: Method
    keyframes: tuple[Keyframe, ...]


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    start_ns: int
    end_ns: int


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    day: date
    asked_by: Voice
    consented: tuple[Voice, ...]
    clips: tuple[str, ...]
    stills: tuple[str, ...]
    onto: str
    files: tuple[GivenFile, ...]


class BegunHandover(Handover, frozen=True, kw_only=True):
    """One that was begun and not finished. `open`: it is being written now, or was broken off."""

    stick: str
    titles: dict[str, str]
    practitioner: str
    state: Literal["open", "cleared", "lost"] = "open"
    settled: date | None = None


def digest(kept_out: Iterable[Obscuring | Silence], start_ns: int, end_ns: int) -> str:
    """A hash of a clip's bounds and all that is obscured and silenced in it: what a person watched is still so."""
    inside = sorted((each for each in kept_out if each.start_ns < end_ns and each.end_ns > start_ns), key=_id)
    return hashlib.sha256(msgspec.json.encode([start_ns, end_ns, inside])).hexdigest()


def _id(each: Obscuring | Silence) -> str:
    return each.id
