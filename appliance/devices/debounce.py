"""Debounce: the edges of a button in, at most one finding (press or hold) for each push out. Pure.

Contacts bounce: a release that lasts less than `SETTLE` is none. What is shorter than `GLITCH` is noise. Times are
nanoseconds of CLOCK_MONOTONIC.
"""

from typing import Literal

import msgspec

HOLD = 2_000_000_000
SETTLE = 30_000_000
GLITCH = 8_000_000

Finding = Literal["press", "hold"]


class Push(msgspec.Struct):
    """The push that is going on, if any: when the button went down, when it came up, whether a hold was reported."""

    down: int | None = None
    up: int | None = None
    reported: bool = False

    def edge(self, down: bool, time: int) -> None:
        """The button went down or came up. Call `look` for the same time first."""
        if down and self.down is None:
            self.down, self.up, self.reported = time, None, False
        elif down:
            self.up = None
        elif self.up is None:
            self.up = time

    def look(self, now: int) -> tuple[Finding, int] | None:
        """What is certain by now, and when the button went down."""
        if self.down is None:
            return None
        down, until = self.down, now if self.up is None else self.up
        finding: Finding | None = None
        if not self.reported and until - down >= HOLD:
            self.reported = True
            finding = "hold"
        if self.up is not None and now - self.up >= SETTLE:
            if not self.reported and self.up - down >= GLITCH:
                finding = "press"
            self.down = None
        return finding and (finding, down)

    def due(self) -> int | None:
        """When to look again if nothing happens; None while nothing is going on."""
        if self.down is None:
            return None
        if self.up is not None:
            return self.up + SETTLE
        return None if self.reported else self.down + HOLD
