"""What a microphone really delivers: how loud it is, whether it is dead, and how much it lost."""

from collections import deque
from math import log10

import numpy as np

from appliance.devices.protocols import Sound

SECOND = 1_000_000_000
QUIETEST = -96.0  # dBFS: less than 16 bits can tell from nothing
METER = SECOND // 10
DEAD = 5 * SECOND  # of nothing but one and the same value: no room is as quiet as that


class Hearing:
    """Listens to every block. It can be read from any thread."""

    def __init__(self) -> None:
        self._blocks: deque[tuple[int, int, float]] = deque()  # end, samples, sum of squares
        self._alive = 0
        self._began: int | None = None

    def hear(self, sound: Sound, rate: int) -> None:
        """Take in the next block of sound at `rate` samples a second."""
        end = sound.time + len(sound.samples) * SECOND // rate
        self._began = sound.time if self._began is None else self._began
        values = sound.samples.astype(np.float32)
        if values.size and np.ptp(values) > 0:
            self._alive = end
        self._blocks.append((end, values.size, float(np.square(values, dtype=np.float64).sum())))
        while self._blocks[0][0] <= end - METER:
            self._blocks.popleft()

    @property
    def level(self) -> float:
        """The loudness of the last tenth of a second, root mean square in dBFS."""
        blocks = list(self._blocks)
        samples = sum(block[1] for block in blocks)
        power = sum(block[2] for block in blocks) / samples / 32768**2 if samples else 0.0
        return max(QUIETEST, 10 * log10(power)) if power else QUIETEST

    @property
    def dead(self) -> bool:
        """Whether nothing at all was heard for seconds, though blocks came: a switched-off microphone."""
        if not self._blocks or self._began is None:
            return False
        return self._blocks[-1][0] - max(self._alive, self._began) >= DEAD
