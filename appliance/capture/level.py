"""The sound level, for the meter that shows whether the microphone works."""

import math
from collections import deque

import numpy as np

from appliance.devices.protocols import Sound

SPAN = 0.1
"""Length of the window, in seconds."""

SILENT = -96.0
"""What digital silence shows, in dBFS: the floor of 16 bits."""


class Level:
    """Root mean square of the last tenth of a second, in dB relative to full scale (a full square wave is 0)."""

    def __init__(self, rate: int) -> None:
        self._samples = round(rate * SPAN)
        self._blocks: deque[Sound] = deque()

    def add(self, sound: Sound) -> None:
        """Add a block."""
        self._blocks.append(sound)
        while sum(len(block.samples) for block in self._blocks) - len(self._blocks[0].samples) >= self._samples:
            self._blocks.popleft()

    @property
    def dbfs(self) -> float:
        """The level, from SILENT to 0."""
        blocks = [block.samples for block in list(self._blocks)]
        if not blocks:
            return SILENT
        power = float(np.mean(np.square(np.concatenate(blocks), dtype=np.float32)))
        return max(SILENT, 10 * math.log10(power / 2**30)) if power else SILENT
