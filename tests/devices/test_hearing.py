"""How loud the microphone is, and whether it is dead."""

import numpy as np
import pytest

from appliance.devices.hearing import QUIETEST, SECOND, Hearing
from appliance.devices.protocols import Sound

RATE = 48_000


def feed(hearing, samples, start=0):
    for at in range(0, len(samples), 960):
        block = samples[at : at + 960].reshape(-1, 1).astype(np.int16)
        hearing.hear(Sound(start + at * SECOND // RATE, block), RATE)


def tone(level, seconds=1.0):
    """A sine whose root mean square is `level` dBFS."""
    at = np.arange(int(seconds * RATE))
    return 32768 * 10 ** (level / 20) * np.sqrt(2) * np.sin(at * 2 * np.pi * 1000 / RATE)


@pytest.mark.parametrize("level", [-6, -20, -60])
def test_the_level_is_that_of_a_known_tone(level):
    hearing = Hearing()
    feed(hearing, tone(level))
    assert hearing.level == pytest.approx(level, abs=0.2)


def test_the_level_is_that_of_the_last_tenth_of_a_second():
    hearing = Hearing()
    feed(hearing, np.concatenate([tone(-6), tone(-40, 0.1)]))
    assert hearing.level == pytest.approx(-40, abs=0.2)


def test_nothing_heard_yet():
    hearing = Hearing()
    assert hearing.level == QUIETEST
    assert not hearing.dead


def test_a_quiet_room_is_not_dead():
    hearing = Hearing()
    feed(hearing, np.random.default_rng(1).integers(-1, 2, 10 * RATE))
    assert not hearing.dead
    assert hearing.level < -80


@pytest.mark.parametrize("value", [0, -1])
def test_a_switched_off_microphone_is_dead_after_five_seconds(value):
    hearing = Hearing()
    feed(hearing, tone(-20))
    feed(hearing, np.full(49 * RATE // 10, value), SECOND)
    assert not hearing.dead
    feed(hearing, np.full(RATE, value), 59 * SECOND // 10)
    assert hearing.dead
    assert hearing.level < -90
    feed(hearing, tone(-20, 0.1), 69 * SECOND // 10)
    assert not hearing.dead
