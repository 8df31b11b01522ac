"""The virtual camera's physical side: what tests may do to it, and the clock by which it takes pictures."""

import threading
import time
from collections import deque

import libcamera

from tests.rig.priority import HARDWARE, raise_thread

_queue = libcamera.Camera.queue_request  # libcamera's own, before virtualpi puts the clock in its place


class VirtualCamera:
    """What tests may do to the camera's physical side, and what they may ask of it."""

    def __init__(self) -> None:
        self.plugged = True
        self.stalled = threading.Event()
        self.restart_helps = False  # a stalled sensor works again once the camera was started anew
        self.stop_lasts = 0.0  # seconds that the driver takes to stop, as a Pi's does after a cable fault
        self.exposed = 0  # pictures that the sensor took since the camera started
        self.lost = 0  # of its ticks, those that this machine missed; not the product's fault
        self.scene = None  # (SensorTimestamp, array of the main stream) -> None, paints what the sensor sees

    def mend(self) -> None:
        """Undo every trouble."""
        self.plugged, self.stop_lasts, self.restart_helps = True, 0.0, False
        self.stalled.clear()


camera = VirtualCamera()


class SensorClock(threading.Thread):
    """Hands one waiting request to the camera each period; a period in which none waits is a lost picture."""

    def __init__(self, libcamera_camera, period) -> None:
        super().__init__(name="virtual sensor", daemon=True)
        self.target = libcamera_camera
        self.period = period
        self.waiting = deque()
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
