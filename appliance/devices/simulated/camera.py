"""A simulated camera: it sees a scene at its true rate, and can be told to fail."""

from collections.abc import Generator
from contextlib import closing

import av

from appliance.devices.errors import CameraMissing
from appliance.devices.protocols import Frame
from appliance.devices.simulated.device import SimulatedDevice, ahead
from appliance.devices.simulated.scene import Scene

# Frames decoded at once. More would save little, and the first of them would come late on a slow machine.
AHEAD = 4


class SimulatedCamera(SimulatedDevice[Frame]):
    """Keeps the contract of `Camera`. A frame's time is exactly when the scene shows it."""

    missing = CameraMissing

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.width, self.height, self.rate = scene.source.width, scene.source.height, scene.source.rate

    def stall(self) -> None:
        """Send no more frames, and say nothing, until `mend`."""
        self._stalled = True

    def view(self) -> av.VideoFrame | None:
        """Nothing but the frames themselves."""
        return None

    def _items(self, now: int) -> Generator[tuple[int, Frame]]:
        number = self.scene.next_frame(now)
        with closing(self.scene.source.frames(number)) as frames:
            for frame in ahead(frames, AHEAD):
                time = self.scene.frame_time(number)
                yield time, Frame(time, frame)
                number += 1
