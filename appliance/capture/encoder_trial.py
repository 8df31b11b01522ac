"""How x264 encodes on this board, where no hardware does: measured once at the start, on pictures that all differ.

A Zero 2 W would need more than one of its cores for 720p at 25 frames a second. More threads cut each frame into as
many slices; `ultrafast` loses some quality, and is better than lost frames.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from appliance.capture.settings import EncoderSettings

log = logging.getLogger("attune.capture")

TRIED = 25
"""Frames of each trial, after a first one that sets the encoder up."""
PLANS = (("superfast", 1), ("superfast", 2), ("superfast", 3), ("ultrafast", 3), ("ultrafast", 4))
"""Presets and threads, from what loses least and leaves most of the board to others."""
ROOM = 0.6
"""The share of the time between two frames that encoding may take: real rooms need more, and heat slows a board."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A way for x264 to encode, and the share of the time between two frames that it takes."""

    preset: str
    threads: int
    load: float

    @property
    def fits(self) -> bool:
        """Whether there is room for what a trial does not show."""
        return self.load <= ROOM

    def words(self) -> str:
        """For `attune doctor`."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return (
            f"Films are encoded by x264 ({self.preset}, {threads}) in {self.load:.0%} of the time between two frames."
        )


Measure = Callable[[str, int], float]


def best_trial(cores: int, measure: Measure) -> Trial:
    """The first plan that fits; the quickest if none does."""
    tried = []
    for preset, threads in PLANS:
        if threads <= max(cores, 1):
            tried.append(Trial(preset, threads, measure(preset, threads)))
            if tried[-1].fits:
                return tried[-1]
    quickest = min(tried, key=lambda trial: trial.load)
    log.warning("%s Frames may be lost: choose a smaller picture, or fewer of them (`camera`).", quickest.words())
    return quickest


def try_x264(width: int, height: int, rate: Fraction) -> Trial:
    """Try x264 on this board, with as many threads as this process has cores."""
    trial = best_trial(
        len(os.sched_getaffinity(0)), lambda preset, threads: _load(preset, threads, width, height, rate)
    )
    log.info("%s", trial.words())
    return trial


def _load(preset: str, threads: int, width: int, height: int, rate: Fraction) -> float:
    """The share of the time between two frames that encoding one takes."""
    settings = EncoderSettings()
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base, encoder.thread_count = rate, 1 / rate, threads
    encoder.options = {"preset": preset, "tune": "zerolatency", "crf": str(settings.crf)}
    frames = list(_frames(width, height))
    encoder.encode(frames[0])
    began = time.monotonic()
    for frame in frames[1:]:
        encoder.encode(frame)
    return (time.monotonic() - began) / TRIED * float(rate)


def _frames(width: int, height: int) -> Iterator[av.VideoFrame]:
    """A coarse pattern that moves, under the grain of a camera in a dim room."""
    chance = np.random.default_rng(7)
    rows = height * 3 // 2
    pattern = np.kron(chance.integers(40, 200, (rows // 16 + 1, width // 16 + 1)), np.ones((16, 16)))[:rows, :width]
    grained = [(pattern + chance.normal(0, 4, (rows, width))).clip(16, 235).astype(np.uint8) for _ in range(3)]
    for number in range(TRIED + 1):
        yield av.VideoFrame.from_ndarray(np.roll(grained[number % 3], 3 * number, axis=1), "yuv420p")
