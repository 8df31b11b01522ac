"""A sound card whose clock drifts and whose callbacks come with jitter, and what the film makes of its sound.

The sound is a short pulse in the middle of each second of true time, so that the film shows where it put each of them.
"""

from collections.abc import Callable, Iterator, Sequence

import av
import numpy as np

from appliance.capture.settings import SECOND, AudioFormat
from appliance.capture.sound_clock import SoundClock
from appliance.capture.timeline import Timeline, joined
from appliance.devices.protocols import Sound

RATE = 8_000
BLOCK = RATE // 50
ZERO = 1000 * SECOND
WIDTH = 0.002
SILENCE = np.zeros((BLOCK, 1), np.int16)
BATCH = 10

Loss = tuple[float, float]


def card(seconds: float, drift: float, jitter: Callable[[], float], losses: Sequence[Loss]) -> Iterator[Sound]:
    """Blocks of a card that takes (1 + drift) seconds for a second's samples; times are off by `jitter()` seconds."""
    for number in range(round(seconds / (1 + drift)) * 50):
        begin = number * BLOCK / RATE * (1 + drift)
        if any(start <= begin < end for start, end in losses):
            continue
        samples = SILENCE
        if abs(begin % 1 - 0.5) < 0.1:
            true = begin + np.arange(BLOCK) / RATE * (1 + drift)
            pulse = np.exp(-((true % 1 - 0.5) ** 2) / (2 * WIDTH**2))
            samples = (30_000 * pulse).astype(np.int16)[:, None]
        yield Sound(ZERO + round((begin + jitter()) * SECOND), samples)


def pulses(sounds: Iterator[Sound], seconds: int) -> dict[int, float]:
    """For each second of the film that has a pulse: by how many seconds it stands too late."""
    clock, timeline = SoundClock(RATE), Timeline(AudioFormat(RATE, 1), ZERO)
    errors: dict[int, float] = {}
    waiting = np.empty(0, np.float32)
    second = 0

    def look(frames: list[av.AudioFrame]) -> None:
        nonlocal waiting, second
        waiting = np.concatenate([waiting, *(frame.to_ndarray()[0] for frame in frames)])
        while len(waiting) >= RATE:
            peak = int(waiting[:RATE].argmax())
            if waiting[peak] > 0.5:
                errors[second] = peak / RATE - 0.5
            waiting, second = waiting[RATE:], second + 1

    placed: list[Sound] = []
    for sound in sounds:
        placed += clock.place(sound)
        if len(placed) >= BATCH:  # as a take does
            look([frame for block in joined(placed, RATE) for frame in timeline.add(block)])
            placed = []
    look([frame for block in joined(placed, RATE) for frame in timeline.add(block)])
    look(timeline.finish(seconds * SECOND))
    return errors
