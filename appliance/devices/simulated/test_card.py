"""The test card: what the simulated camera and microphone give when there is no footage.

Colour bars with a bar that moves, the elapsed time in digits, and in the first frame of each second a white flash
and, exactly as long, a beep of 1 kHz. Along the bottom edge runs a strip for machines: 32 equal cells over the whole
width, in the last twelfth of the height, white for 1 and black for 0. Cells 0 to 23 are the frame's number, most
significant bit first; cells 24 to 31 are the sum of its three bytes modulo 256. Frame i is seen i / rate seconds
after the scene began. `read_clock` reads the strip.
"""

from collections.abc import Generator
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from appliance.devices.simulated.digits import draw
from appliance.devices.simulated.scene import SOUND_RATE
from appliance.devices.yuv import Plane, plane

BLACK, WHITE, GREY = 16, 235, 128
# EBU colour bars, 75 %, in BT.601 studio range: luma, Cb, Cr.
BARS = (
    (180, 128, 128),
    (162, 44, 142),
    (131, 156, 44),
    (112, 72, 58),
    (84, 184, 198),
    (65, 100, 212),
    (35, 212, 114),
    (16, 128, 128),
)
CELLS = 32
BEEP_HERTZ = 1000
BEEP_LEVEL = 0.25
SWEEP_SECONDS = 4


class TestCard:
    """The test card at any even size from 64 by 48 on, and any rate."""

    __test__ = False  # pytest would take the name for a test

    def __init__(self, width: int = 1280, height: int = 720, rate: Fraction | int = 25, channels: int = 1) -> None:
        self.width, self.height, self.rate, self.channels = width, height, Fraction(rate), channels
        self._strip = height // 12
        self._planes = _bars(width, height)
        self._edges = [cell * width // CELLS for cell in range(CELLS + 1)]

    def frames(self, first: int) -> Generator[av.VideoFrame]:
        """Every frame from number `first` on."""
        while True:
            yield self.frame(first)
            first += 1

    def frame(self, number: int) -> av.VideoFrame:
        """Frame `number`, newly drawn."""
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        flash = self.second(number) != self.second(number - 1)
        luma = plane(frame, 0)
        if flash:
            luma[:] = WHITE
        else:
            luma[:] = self._planes[0]
            self._draw_bar(luma, number)
        for index in (1, 2):
            plane(frame, index)[:] = GREY if flash else self._planes[index]
        elapsed = int(number * 1000 / self.rate)
        text = f"{elapsed // 3_600_000}:{elapsed // 60_000 % 60:02}:{elapsed // 1000 % 60:02}.{elapsed % 1000:03}"
        draw(text, luma[self.height // 3 : self.height // 2], BLACK, WHITE)
        self._draw_strip(luma, number)
        return frame

    def sounds(self, first: int) -> Generator[NDArray[np.int16]]:
        """All sound from sample `first` on: silence, and the beeps."""
        silence = np.zeros((SOUND_RATE // 10, self.channels), np.int16)
        second = max(0, self._second_at(first) - 1)
        at = first
        while True:
            start, end = (self._sample(self._flash(second) + extra) for extra in (0, 1))
            while at < start:
                piece = silence[: start - at]
                at += len(piece)
                yield piece
            if at < end:
                phase = 2 * np.pi * BEEP_HERTZ / SOUND_RATE * np.arange(at - start, end - start)
                beep = (np.sin(phase) * BEEP_LEVEL * 32767).astype(np.int16)
                yield np.repeat(beep[:, None], self.channels, axis=1)
                at = end
            second += 1

    def second(self, number: int) -> int:
        """The second in which frame `number` is seen; -1 for the one before the first."""
        return int(number * self.rate.denominator // self.rate.numerator)

    def _flash(self, second: int) -> int:
        """The number of the first frame that is not seen before `second`."""
        return int(-(-second * self.rate.numerator // self.rate.denominator))

    def _second_at(self, sample: int) -> int:
        return sample // SOUND_RATE

    def _sample(self, number: int) -> int:
        """The first sample that is not heard before frame `number` is seen."""
        return int(-(-number * SOUND_RATE * self.rate.denominator // self.rate.numerator))

    def _draw_bar(self, luma: Plane, number: int) -> None:
        bar = max(2, self.width // 40)
        period = SWEEP_SECONDS * self.rate
        left = int((number % period) / period * (self.width - bar))
        luma[: self.height // 3, left : left + bar] = WHITE

    def _draw_strip(self, luma: Plane, number: int) -> None:
        check = sum(number.to_bytes(8, "big")[5:]) & 0xFF
        bits = (number & 0xFFFFFF) << 8 | check
        strip = luma[-self._strip :]
        strip[:] = BLACK
        for cell in range(CELLS):
            if bits >> (CELLS - 1 - cell) & 1:
                strip[:, self._edges[cell] : self._edges[cell + 1]] = WHITE


def read_clock(frame: av.VideoFrame) -> int | None:
    """The number of the frame that the strip shows, or None if it shows none. Survives coding and scaling."""
    luma = frame.reformat(format="gray").to_ndarray() if frame.format.name != "yuv420p" else plane(frame, 0)
    height, width = luma.shape
    middle = luma[-(height // 24)]
    bits = 0
    for cell in range(CELLS):
        bits = bits << 1 | int(middle[(2 * cell + 1) * width // (2 * CELLS)] > GREY)
    number, check = bits >> 8, bits & 0xFF
    return number if sum(number.to_bytes(3, "big")) & 0xFF == check else None


def is_flash(frame: av.VideoFrame) -> bool:
    """Whether this frame of the test card is the white one at the start of a second."""
    luma = plane(frame, 0)
    return bool(luma[: luma.shape[0] // 4].mean() > (GREY + WHITE) / 2)


def _bars(width: int, height: int) -> tuple[Plane, Plane, Plane]:
    """The colour bars, prepared; without colour behind the digits and the strip."""
    planes = []
    for channel, (w, h) in enumerate(((width, height), (width // 2, height // 2), (width // 2, height // 2))):
        line = np.array(BARS, np.uint8)[np.arange(w) * len(BARS) // w, channel]
        part = np.repeat(line[None], h, axis=0)
        if channel:
            part[h // 3 : h // 2] = part[-(h // 12 + 1) :] = GREY
        planes.append(part)
    return planes[0], planes[1], planes[2]
