"""The pairing window: reads a code, a few numbers, from presses of the one button. Pure; CLOCK_MONOTONIC, in ns.

The phone that asks shows the code. A number is that many presses; a pause ends it, a longer one ends the code. The
pages then have `ANSWER` seconds to find the phone with that code (`Paired`); else the code is refused and the window
starts over.
"""

import msgspec
from msgspec.structs import replace

SECOND = 1_000_000_000
NUMBER = SECOND * 6 // 5
"""From the last press to the end of a number: the light, dark while presses are counted, is lit again."""
CODE = 4 * SECOND
"""From the last press to the end of the code."""
ANSWER = 3 * SECOND
WRONG = 3 * SECOND
"""How long the light shows that the code was refused."""
AGAIN = 60 * SECOND
"""The minimum time left for another try."""
PAIRED = 5 * SECOND
"""How long the light shows that a phone was paired."""


class Window(msgspec.Struct, frozen=True):
    """An open window: its end, the numbers pressed so far, the last press, and since when a result is shown."""

    until: int
    numbers: tuple[int, ...] = ()
    pressed: int | None = None
    complete: int | None = None
    wrong: int | None = None

    @property
    def code(self) -> str | None:
        """The complete code, while its phone is looked for."""
        return "".join(map(str, self.numbers)) if self.complete is not None else None

    def press(self, at: int) -> "Window":
        """One more press; it extends the window for as long as the rest of the code may take."""
        if self.complete is not None:
            return self  # presses are ignored while the light shows a result
        until = max(self.until, at + CODE + ANSWER)
        if self.pressed is not None and at - self.pressed < NUMBER:
            return replace(self, until=until, numbers=(*self.numbers[:-1], self.numbers[-1] + 1), pressed=at)
        return replace(self, until=until, numbers=(*self.numbers, 1), pressed=at, wrong=None)

    def tick(self, now: int) -> "Window | None":
        """The window at `now`; None once it has closed."""
        if self.complete is not None:
            return self if now - self.complete < ANSWER else Window(max(self.until, now + AGAIN), wrong=now)
        if self.pressed is not None:
            return self if now - self.pressed < CODE else replace(self, complete=now)
        return self if now < self.until else None

    def counting(self, now: int) -> bool:
        """Whether the presses of one number are being counted."""
        return self.complete is None and self.pressed is not None and now - self.pressed < NUMBER

    def refused(self, now: int) -> bool:
        """Whether the refusal of a code is still shown."""
        return self.wrong is not None and now - self.wrong < WRONG
