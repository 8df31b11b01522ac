"""The true time of sound: smooths the jitter of block times, estimates the card's drift, detects losses.

A sound card counts its samples by a quartz of its own; the time that comes with a block is right on average, and off by
some milliseconds each time. A Kalman filter of two states (when the next sample is due, and how fast the card runs)
takes the blocks' times as measurements.
"""

from collections import deque
from dataclasses import dataclass
from statistics import median

from msgspec.structs import replace

from appliance.capture.settings import SECOND
from appliance.devices.protocols import Sound

JITTER = 0.003
"""Seconds by which a block's time is typically off; the measurement noise of the filter."""

DRIFT = 300e-6
"""How far a card's rate is off at most: known before the first block comes."""

WANDER = 5e-7
"""How much a card's rate changes in a second (it warms up)."""

SMALLEST_LOSS = 0.006
"""Seconds. Less is taken for drift and smoothed away."""

LONG = 24
"""Blocks after which even a loss hardly larger than the jitter is detected."""


@dataclass(slots=True)
class _State:
    """Due time of the next sample in seconds, the rate's error, and their covariance."""

    due: float
    error: float = 0.0
    due_due: float = JITTER**2
    due_error: float = 0.0
    error_error: float = DRIFT**2

    def pass_by(self, seconds: float) -> None:
        """Move on by samples that should take `seconds`."""
        self.due += seconds * (1 + self.error)
        self.due_due += 2 * seconds * self.due_error + seconds**2 * self.error_error
        self.due_error += seconds * self.error_error
        self.error_error += WANDER**2 * seconds

    def measure(self, off: float) -> None:
        """The sample that was due came `off` seconds later."""
        weight = 1 / (self.due_due + JITTER**2)
        off = max(-3 * JITTER, min(off, 3 * JITTER))  # a single outlier must not move much
        self.due += self.due_due * weight * off
        self.error += self.due_error * weight * off
        self.error_error -= self.due_error**2 * weight
        self.due_error -= self.due_due * self.due_error * weight
        self.due_due -= self.due_due**2 * weight

    def jump(self, off: float, blocks: int) -> None:
        """Sound was lost (or came twice): the due time moves, the rate stays."""
        self.due += off
        self.due_due, self.due_error = JITTER**2 / blocks, 0.0


class SoundClock:
    """Gives each block of a microphone its true time. One clock for one microphone, as long as it runs."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._base = 0
        self._state: _State | None = None
        self._spread = JITTER / 6
        self._held: list[tuple[Sound, float]] = []
        self._recent: deque[float] = deque(maxlen=LONG)

    def place(self, sound: Sound) -> list[Sound]:
        """The blocks whose time is certain by now, in order. A block with an unexpected time is held until the next."""
        if self._state is None:
            self._base = sound.time
            self._state = _State(0.0)
        waiting = sum(len(held.samples) for held, _ in self._held) / self._rate
        off = (sound.time - self._base) / SECOND - self._state.due - waiting * (1 + self._state.error)
        self._held.append((sound, off))
        if abs(off) > max(SMALLEST_LOSS, 5 * self._spread):
            jump = self._agreed()
            if jump is None:
                return []
            self._state.jump(jump, len(self._held))
            self._held = [(held, late - jump) for held, late in self._held]
            self._recent.clear()
        placed = [self._settle(self._state, held, late) for held, late in self._held]
        self._held = []
        return placed

    def _agreed(self) -> float | None:
        """The jump that the held blocks agree on, None while it is not certain that it is one."""
        offs = [off for _, off in self._held]
        steady = self._spread < SMALLEST_LOSS / 6
        if steady and len(offs) > 1 and abs(offs[-1] - offs[-2]) < SMALLEST_LOSS / 2:
            return offs[-1]
        return median(offs) if len(offs) >= 4 else None

    def _settle(self, state: _State, sound: Sound, off: float) -> Sound:
        self._spread += (min(abs(off), 5 * JITTER) - self._spread) / 64
        self._recent.append(off)
        if len(self._recent) == LONG and abs(shift := median(self._recent)) > SMALLEST_LOSS + JITTER / 3:
            state.jump(shift, LONG)
            self._recent.clear()
        else:
            state.measure(off)
        placed = replace(sound, time=self._base + round(state.due * SECOND))
        state.pass_by(len(sound.samples) / self._rate)
        return placed
