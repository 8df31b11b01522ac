"""When each block of sound was really heard: what the driver says, freed of jitter, following the sound card's drift.

A delay-locked loop of second order (F. Adriaensen, "Using a DLL to filter time", 2005) predicts each block's time from
the ones before and moves a little towards what was measured. Only sound that was lost makes its times jump.
"""

from collections import deque
from math import pi, sqrt

SECOND = 1_000_000_000
FAST, SLOW = 1.0, 0.1  # the loop's bandwidth in hertz, while it finds its place and afterwards
FINDING = 2 * SECOND
MOST_DRIFT = 0.003  # no sound card drifts as much
WRONG_RATE = 0.02  # 44100 for 48000 is 0.09
COUNTING = 10 * SECOND
JUMP = 8_000_000  # nanoseconds off the prediction, from which on a time is an outlier or a loss
CERTAIN = 3  # so many outliers in a row are a loss, though no overflow was reported


class SteadyTime:
    """Gives the blocks of a sound card, which claims `rate` samples a second, their times."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._next = 0.0
        self._stretch = 1.0
        self._heard = 0
        self._outliers = 0
        self._begun = False
        self.lost = 0
        """Nanoseconds of sound that were lost so far."""
        self.wrong_rate = False
        """Whether the card has another rate than it claims. Its sound is in place, with gaps or cuts."""
        self._counted_from = 0
        self._counted = 0.0

    @property
    def drift(self) -> float:
        """The sound card's second less ours, in seconds; positive when it is slow. 0.0001 is 100 ppm."""
        return self._stretch - 1.0

    def time(self, measured: int, samples: int, overflow: bool = False) -> int:
        """The time (ns) of the first of `samples` samples, which the driver says was `measured`.

        `overflow`: the driver says that it lost sound just before.
        """
        self._count(measured, samples, overflow)
        error = measured - self._next
        outlier = abs(error) > JUMP
        self._outliers = self._outliers + 1 if outlier else 0
        if not self._begun:
            self._jump(measured)
        elif outlier and (overflow or self._outliers >= CERTAIN):
            self.lost += max(0, round(error))
            self._jump(measured)
        time = self._next
        length = samples * SECOND / self._rate
        if not outlier:
            finding = self._heard < FINDING
            width = 2 * pi * (FAST if finding else SLOW) * length / SECOND
            time += sqrt(2) * width * error
            if not finding:  # from a first, rough place nothing can be said about the rate
                stretch = self._stretch + width * width * error / length
                self._stretch = min(1 + MOST_DRIFT, max(1 - MOST_DRIFT, stretch))
        self._heard += round(length)
        self._next = time + length * self._stretch
        return round(time)

    def _count(self, measured: int, samples: int, overflow: bool) -> None:
        """Hold the samples of some seconds against the driver's clock; jumps do not matter here."""
        span = measured - self._counted_from
        if not self._begun or overflow or span > COUNTING:
            if COUNTING < span < 2 * COUNTING and not overflow:
                self.wrong_rate = abs(self._counted / span - 1) > WRONG_RATE
            self._counted_from, self._counted = measured, 0.0
        self._counted += samples * SECOND / self._rate

    def _jump(self, measured: int) -> None:
        self._next = measured
        self._heard = self._outliers = 0
        self._begun = True


class ClockOffset:
    """What to add to another clock of this machine to get CLOCK_MONOTONIC.

    Each pair of readings is off by the time between the two, in which sound was held back and this thread waited for
    its turn: the smallest offset of the last second is the truest. A wall clock that was set starts a new search.
    """

    SET = 0.25  # seconds by which a reading must be off to mean that the other clock was set

    def __init__(self) -> None:
        self._offsets: deque[float] = deque(maxlen=50)

    def offset(self, monotonic: float, other: float) -> float:
        """The offset in seconds, given that `other` was read on its clock just before `monotonic`."""
        new = monotonic - other
        if self._offsets and abs(new - min(self._offsets)) > self.SET:
            self._offsets.clear()
        self._offsets.append(new)
        return min(self._offsets)
