"""Judges what a player shows by the clock in its pixels: after each step and each seek, the one frame that is right."""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sealed.film.opened import OpenedFilm
from tests.support.tabs import Tab

SCRIPT = (Path(__file__).parent / "watch_player.js").read_text()


@dataclass
class FrameJudge:
    """`starts`: when each frame of the film begins; `reel`: the clock begins again after so many frames."""

    tab: Tab
    film: OpenedFilm
    reel: int
    starts: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    """From when on each frame is seen: the first of a segment from where the segment begins, if it came late."""
    wrong: list[str] = field(default_factory=list)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, (start, _) in enumerate(self.film.spans):
            times = self.film.frames(number)
            self.starts += times
            self.since += [start, *times[1:]]

    def open(self, address: str) -> None:
        """Open the film's page, and wait for its first picture."""
        self.tab.goto(address)
        self.tab.wait("#film[data-ready=yes]")
        self.tab.evaluate(f"() => {{ {SCRIPT} }}")
        self._judge(
            "first", 0, self.tab.evaluate("() => ({ ns: Number(watch.root.dataset.picture), clock: watch.clock() })")
        )

    def steps(self, ways: list[int]) -> None:
        """Step from where it is: 1 for the next frame, -1 for the one before."""
        at = self._at()
        for way, seen in zip(ways, self.tab.evaluate("(ways) => watch.steps(ways)", ways), strict=True):
            at = min(max(at + way, 0), len(self.starts) - 1)
            self._judge("step", at, seen)

    def seeks(self, count: int, chance: random.Random) -> None:
        """Press on the timeline here and there."""
        shares = [chance.random() for _ in range(count)]
        for share, seen in zip(shares, self.tab.evaluate("(shares) => watch.seeks(shares)", shares), strict=True):
            self._judge("seek", bisect_right(self.since, share * self.film.length) - 1, seen)

    def counts(self) -> str:
        """How many of each kind were judged."""
        return ", ".join(f"{len(times)} x {what}" for what, times in self.milliseconds.items())

    def _at(self) -> int:
        return self.starts.index(self.tab.evaluate("() => Number(watch.root.dataset.picture)"))

    def _judge(self, what: str, expected: int, seen: dict[str, Any]) -> None:
        self.milliseconds.setdefault(what, []).append(seen.get("ms", 0))
        if (seen["clock"], seen["ns"]) != (expected % self.reel, self.starts[expected]):
            self.wrong.append(
                f"{what}: frame {expected} was due, the page says {seen['ns']}, the clock {seen['clock']}"
            )
