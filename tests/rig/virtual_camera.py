"""The virtual camera's physical side: what tests may do to it, and what they may ask of it."""

import threading
from collections.abc import Callable
from typing import Any

Paint = Callable[[int, Any], None]
"""What the sensor sees: given SensorTimestamp and the array of the main stream, which it paints."""


class VirtualCamera:
    """What tests may do to the camera's physical side, and what they may ask of it."""

    def __init__(self) -> None:
        self.plugged = True
        self.stalled = threading.Event()
        self.restart_helps = False  # a stalled sensor works again once the camera was started anew
        self.stop_lasts = 0.0  # seconds that the driver takes to stop, as a Pi's does after a cable fault
        self.exposed = 0  # frames that the sensor took since the camera started
        self.lost = 0  # of its ticks, those that this machine missed; not the product's fault
        self.scene: Paint | None = None

    def mend(self) -> None:
        """Undo every trouble."""
        self.plugged, self.stop_lasts, self.restart_helps = True, 0.0, False
        self.stalled.clear()


camera = VirtualCamera()
