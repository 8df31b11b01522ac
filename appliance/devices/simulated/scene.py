"""What the simulated camera sees and the simulated microphone hears: one source, and the instant when it began."""

import threading
import time
from collections.abc import Generator
from fractions import Fraction
from typing import Protocol

import av
import numpy as np
from numpy.typing import NDArray

SOUND_RATE = 48_000
SECOND = 1_000_000_000


class Source(Protocol):
    """Endless frames and sound, each at any place: footage, or the test card."""

    width: int
    height: int
    rate: Fraction
    channels: int

    def frames(self, first: int) -> Generator[av.VideoFrame]:
        """Every frame from number `first` on: yuv420p, width by height, each a frame of its own."""
        ...

    def sounds(self, first: int) -> Generator[NDArray[np.int16]]:
        """All sound from sample `first` on, in pieces of any length, of shape (samples, channels), at 48 kHz."""
        ...


class Scene:
    """A source that began at `origin`: frame i is seen at origin + i / rate, sample n heard at origin + n / 48000.

    Camera and microphone share one scene, and so agree however often either is closed and started again. The
    scene begins when the first of them starts, unless `origin` (CLOCK_MONOTONIC, ns) is given.
    """

    def __init__(self, source: Source, origin: int | None = None) -> None:
        self.source = source
        self._origin = origin
        self._lock = threading.Lock()

    @property
    def origin(self) -> int:
        """When it began; asking for the first time begins it."""
        with self._lock:
            if self._origin is None:
                self._origin = time.monotonic_ns()
            return self._origin

    def frame_time(self, frame: int) -> int:
        """When this frame is seen."""
        rate = self.source.rate
        return self.origin + _nearest(frame * SECOND * rate.denominator, rate.numerator)

    def sample_time(self, sample: int) -> int:
        """When this sample of sound is heard."""
        return self.origin + _nearest(sample * SECOND, SOUND_RATE)

    def next_frame(self, now: int) -> int:
        """The first frame not seen before `now`."""
        return max(0, _ceil((now - self.origin) * self.source.rate / SECOND))

    def next_sample(self, now: int) -> int:
        """The first sample of sound not heard before `now`."""
        return max(0, _ceil(Fraction((now - self.origin) * SOUND_RATE, SECOND)))


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _nearest(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
