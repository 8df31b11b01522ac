"""A clapper for real footage: a white square in the corner and a beep, both exactly at each whole second of the scene.

The square is exposed as by a sensor that collects light for the whole frame period: a square that lights up within a
frame's time is the brighter the earlier it does. So the decoded film tells when, far finer than a frame. Beside it a
strip says when each frame was exposed, to the microsecond.
"""

from collections.abc import Generator, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from appliance.devices import yuv
from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.scene import SECOND, SOUND_RATE, Scene, Source
from appliance.devices.simulated.test_card import TestCard

Luma: TypeAlias = NDArray[np.uint8]

SIDE = 160
BLACK, WHITE = 16, 235
LASTS = SECOND // 10
BITS, CELL, HIGH = 56, 20, 32  # of the exposure time's strip: 48 bits of microseconds and 8 of their bytes' sum
BEEP = (16000 * np.sin(np.arange(LASTS * SOUND_RATE // SECOND) * 2 * np.pi * 1000 / SOUND_RATE)).astype(np.int16)


class Beeping:
    """A source whose sound is faint under the beeps."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.width, self.height, self.rate, self.channels = source.width, source.height, source.rate, source.channels

    def frames(self, first: int) -> Generator[av.VideoFrame]:
        return self.source.frames(first)

    def sounds(self, first: int) -> Generator[NDArray[np.int16]]:
        for piece in self.source.sounds(first):
            mixed = piece // 16
            place = np.arange(first, first + len(piece)) % SOUND_RATE
            beeping = place < len(BEEP)
            mixed[beeping] += BEEP[place[beeping]][:, None]
            yield mixed
            first += len(piece)


class Painter:
    """Paints what the virtual sensor sees of a scene: to be the `scene` of the virtual camera."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.period = round(SECOND / scene.source.rate)
        self.frames: Iterator[av.VideoFrame] | None = None
        self.number = -1
        self.frame: av.VideoFrame | None = None

    def __call__(self, time: int, array: Luma) -> None:
        number = (time - self.scene.origin) // self.period
        if self.frames is None:
            self.frames, self.number = self.scene.source.frames(number), number - 1
        while self.number < number:
            self.frame, self.number = next(self.frames), self.number + 1
        assert self.frame is not None
        rows, width = self.frame.height, self.frame.width
        array[:rows, :width] = yuv.plane(self.frame, 0)
        chroma = array[rows:].reshape(2, rows // 2, -1)
        for index in (0, 1):
            chroma[index, :, : width // 2] = yuv.plane(self.frame, index + 1)
            chroma[index, : SIDE // 2, : SIDE // 2] = 128
        array[:SIDE, :SIDE] = BLACK + round((WHITE - BLACK) * self.exposed(time))
        array[:HIGH, SIDE : SIDE + BITS * CELL] = _cells(time)

    def exposed(self, time: int) -> float:
        """The share of the frame's time in which the square is lit."""
        start = (time - self.scene.origin) % SECOND
        lit = max(0, min(start + self.period, LASTS) - start) + max(0, start + self.period - SECOND)
        return lit / self.period


def _cells(time: int) -> Luma:
    """A row of the strip to the right of the square: when the frame was exposed, for machines."""
    stamp = (time // 1000).to_bytes(6, "big")
    bits = np.unpackbits(np.frombuffer(stamp + bytes([sum(stamp) & 0xFF]), np.uint8))
    return np.where(bits, np.uint8(WHITE), np.uint8(BLACK)).repeat(CELL)


def read_exposure(luma: Luma) -> int:
    """When a frame was exposed (ns, monotonic; to the microsecond), as the strip in it says."""
    row = luma[HIGH // 2, SIDE + CELL // 2 : SIDE + BITS * CELL : CELL]
    stamp = np.packbits(row > (BLACK + WHITE) // 2).tobytes()
    assert sum(stamp[:6]) & 0xFF == stamp[6], "the strip cannot be read"
    return int.from_bytes(stamp[:6], "big") * 1000


def scene(words: str) -> Scene:
    """The scene that the words name: the test has the same one for its sound."""
    origin, _, footage = words.partition(" ")
    source = Footage(Path(footage), 1280, 720) if footage else TestCard(1280, 720, Fraction(25))
    return Scene(Beeping(source), origin=int(origin))


def claps_seen(frames: Iterable[tuple[float, Luma]], period: float) -> Iterator[float]:
    """When the square lights up (s), given decoded (time in s, luma array) of every frame; `period` in s.

    A square that is fully lit in the first frame that shows it lit up before that frame: right then, if the frame
    before was exposed up to then. Where a busy machine's virtual sensor took the frame too late, none can tell when
    it did, and such a clap is left out: the caller counts those that remain.
    """
    dark_since: float | None = None
    for time, luma in frames:
        light = min(1.0, (luma[8 : SIDE - 8, 8 : SIDE - 8].mean() - BLACK) / (WHITE - BLACK))
        if light < 0.02:
            dark_since = time
            continue
        if dark_since is not None and (light < 0.98 or time - dark_since < 1.25 * period):
            yield time + (1 - light) * period
        dark_since = None


def claps_heard(samples: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """When the beeps begin (s), given samples as floats at SOUND_RATE from time 0."""
    loud = np.flatnonzero(np.abs(samples) > 0.15)
    return loud[np.r_[True, np.diff(loud) > SOUND_RATE // 4]] / SOUND_RATE
