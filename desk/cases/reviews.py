"""Shared reviews as their events have made them."""

from collections.abc import Container, Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from desk.cases.event import Voice
from desk.cases.review_events import WordsSort


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said, and when it was taken down (UTC, the desk's clock)."""

    id: str
    clip: str | None
    sort: WordsSort
    voice: Voice
    text: str
    when: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A shared review. `ended` is null while it lasts; `clips` are those chosen, in order."""

    id: str
    films: tuple[str, ...]
    clips: tuple[str, ...]
    day: date
    number: int | None
    begun: str
    words: tuple[Words, ...] = ()
    strengths: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    read_back: bool = False
    ended: date | None = None
    seconds: int = 0


class Stretch(NamedTuple):
    """Of a film, in nanoseconds."""

    film: str
    start_ns: int
    end_ns: int

    def meets(self, film: str, start_ns: int, end_ns: int) -> bool:
        """Whether both have a frame in common."""
        return self.film == film and self.start_ns < end_ns and start_ns < self.end_ns


class Veto(msgspec.Struct, frozen=True, kw_only=True):
    """`seen`: the stretch that the clip was then. It stays unwanted, however the clip is changed or removed since."""

    clip: str
    voice: Voice
    day: date
    seen: Stretch | None = None


def with_words(review: Review, words: Words) -> Review:
    """The review with these words, in the place of those with the same id."""
    known = any(each.id == words.id for each in review.words)
    kept = tuple(words if each.id == words.id else each for each in review.words)
    return msgspec.structs.replace(review, words=kept if known else (*kept, words))


def without_clips(review: Review, film: str, clips: Container[str]) -> Review:
    """The review without a film, its clips, and what was said to them."""
    return msgspec.structs.replace(
        review,
        films=tuple(each for each in review.films if each != film),
        clips=tuple(each for each in review.clips if each not in clips),
        words=tuple(each for each in review.words if each.clip is None or each.clip not in clips),
    )


def replaced(reviews: Iterable[Review], id: str, **changes: object) -> tuple[Review, ...]:  # noqa: A002
    """The reviews, one of them changed."""
    return tuple(msgspec.structs.replace(each, **changes) if each.id == id else each for each in reviews)
