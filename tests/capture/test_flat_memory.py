"""The encoders and the muxer hold memory that Python does not see: it must not grow with the film."""

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from appliance.capture.film_encoder import FilmEncoder
from appliance.capture.settings import SECOND, AudioFormat, VideoFormat
from appliance.devices.protocols import Frame, Sound
from tests.support.making_films import PRESS, QUICK, images

pytestmark = pytest.mark.process

FORM = VideoFormat(64, 48, Fraction(3))
SOUND = AudioFormat(8000, 1)


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_thousands_of_segments_take_no_more_memory_than_hundreds() -> None:
    take = FilmEncoder(FORM, SOUND, QUICK, PRESS)
    frames = images(3)
    sound = np.zeros((2667, 1), np.int16)
    segments, after = 0, {}
    for number in range(4000):
        at = PRESS + number * SECOND // 3
        take.sound(Sound(at, sound))
        segments += take.frame(Frame(at, frames[number % 3])) is not None
        if number in {1000, 3999}:
            after[number] = resident()
    assert segments == 2000
    assert after[3999] - after[1000] < 2 << 20


def test_films_after_each_other_leave_nothing_behind() -> None:
    frames = images(3)
    after = []
    for film in range(60):
        take = FilmEncoder(FORM, SOUND, QUICK, PRESS)
        for number in range(10):
            take.frame(Frame(PRESS + number * SECOND // 3, frames[number % 3]))
        take.finish()
        if film in {20, 59}:
            after.append(resident())
    assert after[1] - after[0] < 2 << 20
