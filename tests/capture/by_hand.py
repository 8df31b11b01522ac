"""Capture with devices that a test plays by hand, picture by picture."""

import threading
import time

from appliance.capture.capture import Capture
from appliance.capture.settings import SECOND, EncoderSettings
from tests.support.hand_devices import HandCamera, HandMicrophone, Kept, Told
from tests.support.making_films import QUICK

PERIOD = 40_000_000
BLOCK = 20_000_000


class Rig:
    """Capture with devices that are played by hand, on a clock that begins now."""

    def __init__(self, microphone: bool = True, settings: EncoderSettings = QUICK) -> None:
        self.camera, self.told = HandCamera(), Told()
        self.microphone = HandMicrophone() if microphone else None
        self.capture = Capture(self.camera, self.microphone, settings)
        self.now = time.monotonic_ns()
        self.frames = 0
        self._first = threading.Event()
        self.zero: int | None = None

    def play(self, count: int, *, hears: bool = True, keeps_up: bool = True) -> None:
        """As many frame periods, each with a frame at its beginning and the two blocks of sound in it."""
        for _ in range(count):
            self.camera.see(self.now, self.frames)
            if hears and self.microphone:
                self.microphone.hear(self.now)
                self.microphone.hear(self.now + BLOCK)
            self.frames += 1
            self.now += PERIOD
            if keeps_up:
                self.catch_up()

    def catch_up(self) -> None:
        """Let the encoder take what waits: frames come here faster than a camera sends them."""
        deadline = time.monotonic() + 120
        while self.capture.backlog > 10 and time.monotonic() < deadline:
            threading.Event().wait(0.001)

    def begin(self, sink: Kept | None = None, press: int | None = None) -> Kept:
        sink = sink or Kept()
        self._first.clear()
        self.capture.begin(self.now if press is None else press, sink, self._on_first)
        return sink

    def wait_for_first(self) -> int:
        assert self._first.wait(60)
        assert self.zero is not None
        return self.zero

    def restart(self, *started: threading.Semaphore, after: int = 3 * SECOND // 2) -> None:
        """Let time pass until capture starts these devices again."""
        for device in started:
            while device.acquire(blocking=False):
                pass
        self.capture.check(time.monotonic_ns() + after)
        for device in started:
            assert device.acquire(timeout=60)

    def _on_first(self, at: int) -> None:
        self.zero = at
        self._first.set()
