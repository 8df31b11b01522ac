"""Whether a microphone really hears: seen are one that is off, that loses sound, or has another rate than it says."""

import numpy as np

from appliance.devices.protocols import Sound

SECOND = 1_000_000_000
DEAD = 5 * SECOND  # of nothing but one and the same value: no room is as quiet as that
LOSS = SECOND // 50  # a block that comes so much later than the one before ended
WINDOW = 10 * SECOND
WRONG_RATE = 0.02  # 44100 for 48000 is 0.09; no card drifts as much


class Hearing:
    """Listens to every block, with the times that the driver gave. It can be read from any thread."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._next: int | None = None
        self._quiet_since = 0
        self._window = 0
        self._counted = 0
        self.dead = False
        """Whether nothing at all was heard for seconds, though blocks came."""
        self.lost = 0
        """Nanoseconds of sound that never came, all in all."""
        self.wrong_rate = False
        """Whether the card gives another number of samples a second than it says. Its sound is full of gaps or cuts."""

    def hear(self, sound: Sound) -> None:
        """Take in the next block."""
        end = sound.time + len(sound.samples) * SECOND // self._rate
        if self._next is None:
            self._window = self._quiet_since = sound.time
        else:
            self.lost += gap if (gap := sound.time - self._next) >= LOSS else 0
        self._next = end
        self._count(sound)
        if sound.samples.size and np.ptp(sound.samples) > 0:
            self._quiet_since = end
        self.dead = end - self._quiet_since >= DEAD

    def _count(self, sound: Sound) -> None:
        span = sound.time - self._window
        if span >= WINDOW:
            # More than twice the time is no window: the microphone was away.
            if span < 2 * WINDOW:
                self.wrong_rate = abs(self._counted * SECOND / self._rate / span - 1) > WRONG_RATE
            self._window, self._counted = sound.time, 0
        self._counted += len(sound.samples)
