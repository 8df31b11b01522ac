"""The clock by which the virtual camera takes frames."""

import threading
import time
from collections import deque
from typing import Any

import libcamera

from tests.rig.priority import HARDWARE, raise_thread
from tests.rig.virtual_camera import camera

_queue = libcamera.Camera.queue_request  # libcamera's own, before virtualpi puts the clock in its place


class SensorClock(threading.Thread):
    """Hands one waiting request to the camera each period; a period in which none waits is a lost frame."""

    def __init__(self, libcamera_camera: Any, period: float) -> None:
        super().__init__(name="virtual sensor", daemon=True)
        self.target = libcamera_camera
        self.period = period
        self.waiting: deque[Any] = deque()
        self.ended = threading.Event()

    def run(self) -> None:
        raise_thread(HARDWARE)
        tick = time.monotonic()
        while True:
            tick += self.period
            late = time.monotonic() - tick
            if late > self.period / 2:
                missed = round(late / self.period)
                camera.lost += missed
                tick += missed * self.period
            if self.ended.wait(max(0.0, tick - time.monotonic())):
                return
            if camera.stalled.is_set() or not camera.plugged:
                continue
            try:
                _queue(self.target, self.waiting.popleft())
                camera.exposed += 1
            except IndexError:
                camera.lost += 1
