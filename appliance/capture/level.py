"""How loud it is: for the meter that shows whether the microphone hears anything."""

import math
from collections import deque

import numpy as np

from appliance.devices.protocols import Sound

SPAN = 0.1
"""Seconds that the meter looks back."""

SILENT = -96.0
"""What digital silence shows, in dBFS: the floor of 16 bits."""


class Level:
    """Root mean square of the last tenth of a second, in dB relative to full scale (a full square wave is 0)."""

    def __init__(self, rate: int) -> None:
        self._samples = round(rate * SPAN)
        self._blocks: deque[tuple[int, float]] = deque()

    def add(self, sound: Sound) -> None:
        """Hear a block."""
        samples = sound.samples.astype(np.float32).ravel()
        self._blocks.append((len(sound.samples), float(np.dot(samples, samples)) / max(1, sound.samples.shape[1])))
        while sum(length for length, _ in self._blocks) - self._blocks[0][0] >= self._samples:
            self._blocks.popleft()

    @property
    def dbfs(self) -> float:
        """The level, from SILENT to 0."""
        blocks = list(self._blocks)
        length, energy = sum(n for n, _ in blocks), sum(e for _, e in blocks)
        return max(SILENT, 10 * math.log10(energy / length / 2**30)) if energy else SILENT
