"""Covers as a JSON file, for the command line: where a person is, at which time, in shares of the frame."""

import secrets

import msgspec

from desk.cases.handover_events import Keyframe, Method, Obscured, Share, Silenced
from desk.clips.moments import nearest_edge, outward, parse_time
from desk.handover.errors import BadCover
from sealed.film.opened import OpenedFilm
from sealed.strict import Strict, unreadable
from sealed.text_file import decode_text


class Placed(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`at` as a person writes it: 41.28, 0:41.28."""

    at: str
    x: Share
    y: Share
    width: Share
    height: Share


class CoverRead(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """A cover that goes straight from keyframe to keyframe."""

    start: str
    end: str
    keyframes: tuple[Placed, ...]
    method: Method = "mosaic"


def read_covers(film: OpenedFilm, data: bytes) -> list[Obscured]:
    """An event for each cover of the file. Raises BadCover."""
    try:
        covers = msgspec.json.decode(decode_text(data), type=list[CoverRead])
        return [_event(film, cover) for cover in covers]
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadCover(cause=unreadable(error).removesuffix(".")) from error


def silence_between(film: OpenedFilm, start: str, end: str) -> Silenced:
    """The event. Raises BadCover."""
    try:
        first, last = stretch(film, parse_time(start), parse_time(end))
        return Silenced(id=secrets.token_hex(8), film=film.facts.film, start_ns=first, end_ns=last)
    except ValueError as error:
        raise BadCover(cause=str(error)) from error


def stretch(film: OpenedFilm, start: int, end: int) -> tuple[int, int]:
    """Whole frames: none of them is seen for a moment before its cover. Raises ValueError."""
    if not 0 <= start < min(end, film.length):
        raise ValueError("it ends before it begins, or does not lie within the film")
    return outward(film, start, min(end, film.length))


def _event(film: OpenedFilm, cover: CoverRead) -> Obscured:
    first, last = stretch(film, parse_time(cover.start), parse_time(cover.end))
    if not cover.keyframes:
        raise ValueError("a cover needs a keyframe")
    return Obscured(
        id=secrets.token_hex(8),
        film=film.facts.film,
        start_ns=first,
        end_ns=last,
        method=cover.method,
        keyframes=tuple(_keyframe(film, each) for each in cover.keyframes),
    )


def _keyframe(film: OpenedFilm, placed: Placed) -> Keyframe:
    at = nearest_edge(film, parse_time(placed.at))
    return Keyframe(at_ns=at, x=placed.x, y=placed.y, width=placed.width, height=placed.height)
