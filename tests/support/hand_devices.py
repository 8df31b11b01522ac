"""Devices that a test plays by hand, and a sink and a listener that remember. They keep the recorder's contracts."""

import threading
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from appliance.capture.errors import CaptureError
from appliance.capture.film_encoder import Segment
from appliance.devices.errors import CameraMissing, CameraStalled, DeviceError, MicrophoneMissing
from appliance.devices.protocols import Faults, Frame, Sound
from tests.support.making_films import images

FRAMES = images(50)


class HandCamera:
    """Delivers when it is told to."""

    width, height, rate = 64, 48, Fraction(25)

    def __init__(self) -> None:
        self.there = True
        self.started = threading.Semaphore(0)
        self._frames: Callable[[Frame], None] | None = None
        self._faults: Faults | None = None

    def start(self, frames: Callable[[Frame], None], faults: Faults) -> None:
        if not self.there:
            raise CameraMissing()
        self._frames, self._faults = frames, faults
        self.started.release()

    def close(self) -> None:
        self._frames = self._faults = None

    def see(self, time: int, number: int = 0) -> None:
        if self._frames:
            self._frames(Frame(time, FRAMES[number % len(FRAMES)]))

    def view(self) -> None:
        """It has none."""

    def stall(self) -> None:
        if self._faults:
            self._faults(CameraStalled())

    def unplug(self) -> None:
        self.there, faults = False, self._faults
        self._frames = None
        if faults:
            faults(CameraMissing())


class HandMicrophone:
    """Delivers when it is told to."""

    rate, channels = 48_000, 1

    def __init__(self) -> None:
        self.there = True
        self.started = threading.Semaphore(0)
        self._sounds: Callable[[Sound], None] | None = None
        self._faults: Faults | None = None

    def start(self, sounds: Callable[[Sound], None], faults: Faults) -> None:
        if not self.there:
            raise MicrophoneMissing()
        self._sounds, self._faults = sounds, faults
        self.started.release()

    def close(self) -> None:
        self._sounds = self._faults = None

    def hear(self, time: int, samples: int = 960, loudness: int = 8000) -> None:
        if self._sounds:
            wave = loudness * np.sin(2 * np.pi * 400 * np.arange(samples) / self.rate)
            self._sounds(Sound(time, wave.astype(np.int16)[:, None]))

    def unplug(self) -> None:
        self.there, faults = False, self._faults
        self._sounds = None
        if faults:
            faults(MicrophoneMissing())


class Told:
    """A listener that remembers, and lets a test wait for what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.errors: list[DeviceError | CaptureError] = []
        self._change = threading.Condition()

    def raised(self, error: DeviceError | CaptureError) -> None:
        assert str(error)
        self.errors.append(error)
        self._add(error.code)

    def cleared(self, code: str) -> None:
        self._add(f"{code} cleared")

    def wait_for(self, *codes: str) -> None:
        """Until exactly these have been heard, in this order."""
        with self._change:
            assert self._change.wait_for(lambda: len(self.heard) >= len(codes), 60), self.heard
            assert self.heard == list(codes), self.heard

    def _add(self, what: str) -> None:
        with self._change:
            self.heard.append(what)
            self._change.notify_all()


class Kept:
    """A sink that remembers. `gate` can be closed to hold the writer up; `fails` is raised for the segment `at`."""

    def __init__(self, fails: Exception | None = None, at: int = 0) -> None:
        self.data = b""
        self.segments: list[Segment] = []
        self.gate = threading.Event()
        self.gate.set()
        self._fails, self._at = fails, at
        self._change = threading.Condition()

    def init(self, data: bytes) -> None:
        self.data += data

    def segment(self, segment: Segment) -> None:
        assert self.gate.wait(120)
        if self._fails is not None and len(self.segments) == self._at:
            raise self._fails
        with self._change:
            self.data += segment.data
            self.segments.append(segment)
            self._change.notify_all()

    def wait_for(self, segments: int) -> None:
        with self._change:
            assert self._change.wait_for(lambda: len(self.segments) >= segments, 60), len(self.segments)

    def wait_for_frames(self, count: int) -> None:
        """Until exactly so many frames are written, in however many segments."""
        with self._change:
            self._change.wait_for(lambda: sum(segment.frames for segment in self.segments) >= count, 60)
            assert sum(segment.frames for segment in self.segments) == count
