"""The offset between another clock of this machine and CLOCK_MONOTONIC, from pairs of readings."""

from collections import deque


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
