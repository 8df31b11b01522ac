"""What the family's window shows, and how long the review has lasted: in memory, so that any window can be reloaded.

Nothing of a family stands here: which clip, whether it plays, how fast, and on which frame it stopped.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from desk.cases.case import Clip
from desk.cases.event import Nanoseconds
from desk.cases.reviews import Review
from sealed.film.records import Identifier
from sealed.strict import Strict

A_DAY = 86_400
Trouble = Literal["", "blocked", "failed"]
"""`blocked`: the browser plays nothing with sound before somebody has used that window."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """`turn` rises whenever the clip is to be seen from its beginning; `at_ns` is the frame on which it stopped."""

    clip: str | None = None
    turn: int = 0
    going: bool = False
    slow: bool = False
    at_ns: int | None = None
    trouble: Trouble = ""


class Wish(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a window asks for, or says of itself. `step`: so many clips on; `again`: the clip from its beginning."""

    clip: Identifier | UnsetType = UNSET
    step: Literal[-1, 0, 1] = 0
    again: bool = False
    going: bool | UnsetType = UNSET
    slow: bool | UnsetType = UNSET
    at_ns: Nanoseconds | UnsetType = UNSET
    trouble: Trouble | UnsetType = UNSET


class Stages:
    """Those of all reviews since the program started. Safe to use from several threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._stages: dict[str, Stage] = {}
        self._begun: dict[str, float] = {}

    def change(self, review: Review, shown: Sequence[Clip], wish: Wish) -> Stage:
        """What is shown from now on. A clip that may no longer be shown is gone at once."""
        with self._lock:
            stage = self._stages[review.id] = changed(self._now(review, shown), [clip.id for clip in shown], wish)
            return stage

    def seconds(self, review: Review, now: datetime | None = None) -> int:
        """How long the review has lasted; `now` is the clock's time, which may be wrong."""
        with self._lock:
            if review.id not in self._begun:
                before = (now or datetime.now(UTC)) - datetime.fromisoformat(review.begun)
                lasted = min(max(before.total_seconds(), 0), A_DAY)
                self._begun[review.id] = self._monotonic() - lasted
            return min(int(self._monotonic() - self._begun[review.id]), A_DAY)

    def _now(self, review: Review, shown: Sequence[Clip]) -> Stage:
        stage = self._stages.get(review.id, Stage())
        if stage.clip is not None and all(clip.id != stage.clip for clip in shown):
            stage = self._stages[review.id] = Stage(turn=stage.turn + 1, slow=stage.slow)
        return stage


def changed(stage: Stage, shown: Sequence[str], wish: Wish) -> Stage:
    """The stage after a wish; pure. A clip that is not among those `shown` is not shown."""
    clip = stage.clip if wish.clip is UNSET else wish.clip
    if wish.step or (wish.again and clip is None):
        clip = _beside(shown, clip, wish.step)
    if clip not in shown:
        clip = None
    anew = wish.again or clip != stage.clip
    given = {name: value for name in ("slow", "trouble") if (value := getattr(wish, name)) is not UNSET}
    if anew:
        given |= {"clip": clip, "turn": stage.turn + 1, "going": wish.again and clip is not None, "at_ns": None}
    else:
        given |= {name: value for name in ("going", "at_ns") if (value := getattr(wish, name)) is not UNSET}
    return msgspec.structs.replace(stage, **given)


def _beside(shown: Sequence[str], clip: str | None, step: int) -> str | None:
    """The clip so many places further; the first if there was none, the last or the first where they end."""
    if not shown:
        return None
    at = shown.index(clip) + step if clip in shown else 0
    return shown[min(max(at, 0), len(shown) - 1)]
