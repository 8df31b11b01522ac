"""A simulated microphone: it hears a scene at its true rate, and can be told to fail."""

from collections.abc import Generator
from contextlib import closing

import numpy as np

from appliance.devices.errors import MicrophoneMissing
from appliance.devices.protocols import Sound
from appliance.devices.simulated.device import SimulatedDevice, ahead
from appliance.devices.simulated.scene import SOUND_RATE, Scene

BLOCK = SOUND_RATE // 50
# Pieces decoded at once: about half a second.
AHEAD = 24


class SimulatedMicrophone(SimulatedDevice[Sound]):
    """Keeps the contract of `Microphone`. Gives blocks of 20 ms, each when its last sample has been heard."""

    missing = MicrophoneMissing

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.rate, self.channels = SOUND_RATE, scene.source.channels

    def _items(self, now: int) -> Generator[tuple[int, Sound]]:
        first = self.scene.next_sample(now)
        block, filled = np.empty((BLOCK, self.channels), np.int16), 0
        with closing(self.scene.source.sounds(first)) as pieces:
            for piece in ahead(pieces, AHEAD):
                rest = piece
                while len(rest):
                    taken = min(BLOCK - filled, len(rest))
                    block[filled : filled + taken] = rest[:taken]
                    filled, rest = filled + taken, rest[taken:]
                    if filled == BLOCK:
                        yield self.scene.sample_time(first + BLOCK), Sound(self.scene.sample_time(first), block)
                        block, filled, first = np.empty((BLOCK, self.channels), np.int16), 0, first + BLOCK
