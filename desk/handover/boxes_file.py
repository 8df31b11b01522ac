"""Boxes as a JSON file, for the command line: where a person is, at which time, in shares of the frame."""

import secrets

import msgspec

from desk.cases.handover_events import Keyframe, Method, Obscured, Share, Silenced
from desk.clips.moments import nearest_edge, outward, parse_time
from desk.handover.errors import BadBox
from sealed.film.opened import OpenedFilm
from sealed.strict import Strict, unreadable


class Placed(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`at` as a person writes it: 41.28, 0:41.28."""

    at: str
    x: Share
    y: Share
    width: Share
    height: Share


class BoxRead(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """A box that goes straight from keyframe to keyframe."""

    start: str
    end: str
    keyframes: tuple[Placed, ...]
    method: Method = "mosaic"


def read_boxes(film: OpenedFilm, data: bytes) -> list[Obscured]:
    """An event for each box of the file. Raises BadBox."""
    try:
        boxes = msgspec.json.decode(data, type=list[BoxRead])
        return [_event(film, box) for box in boxes]
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadBox(cause=unreadable(error).removesuffix(".")) from error


def silence_between(film: OpenedFilm, start: str, end: str) -> Silenced:
    """The event. Raises BadBox."""
    try:
        first, last = stretch(film, parse_time(start), parse_time(end))
        return Silenced(id=secrets.token_hex(8), film=film.facts.film, start_ns=first, end_ns=last)
    except ValueError as error:
        raise BadBox(cause=str(error)) from error


def stretch(film: OpenedFilm, start: int, end: int) -> tuple[int, int]:
    """Whole frames: none of them is seen for a moment before its box. Raises ValueError."""
    if not 0 <= start < min(end, film.length):
        raise ValueError("it begins before it ends, within the film")
    return outward(film, start, min(end, film.length))


def _event(film: OpenedFilm, box: BoxRead) -> Obscured:
    first, last = stretch(film, parse_time(box.start), parse_time(box.end))
    if not box.keyframes:
        raise ValueError("a box needs a keyframe")
    return Obscured(
        id=secrets.token_hex(8),
        film=film.facts.film,
        start_ns=first,
        end_ns=last,
        method=box.method,
        keyframes=tuple(_keyframe(film, each) for each in box.keyframes),
    )


def _keyframe(film: OpenedFilm, placed: Placed) -> Keyframe:
    at = nearest_edge(film, parse_time(placed.at))
    return Keyframe(at_ns=at, x=placed.x, y=placed.y, width=placed.width, height=placed.height)
