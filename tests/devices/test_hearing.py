"""A microphone that is dead, loses sound or lies about its rate."""

import numpy as np
import pytest

from appliance.devices.hearing import SECOND, Hearing
from appliance.devices.protocols import Sound

RATE = 48_000
BLOCK = 960
SPEECH = np.random.default_rng(1).integers(-9000, 9000, (BLOCK, 1)).astype(np.int16)


def feed(hearing, seconds, start=0.0, samples=SPEECH, rate=RATE):
    """Blocks from `start` on of a card that really has `rate`; the time after the last."""
    for number in range(round(seconds * rate / BLOCK)):
        hearing.hear(Sound(round((start + number * BLOCK / rate) * SECOND), samples))
    return start + (number + 1) * BLOCK / rate


def test_speech_raises_no_doubt():
    hearing = Hearing(RATE)
    feed(hearing, 60)
    assert (hearing.dead, hearing.lost, hearing.wrong_rate) == (False, 0, False)


def test_a_quiet_room_is_not_dead():
    hearing = Hearing(RATE)
    feed(hearing, 20, samples=np.where(np.arange(BLOCK) % 100 == 0, 1, 0).astype(np.int16).reshape(-1, 1))
    assert not hearing.dead


@pytest.mark.parametrize("value", [0, -1])
def test_a_switched_off_microphone_is_dead_after_five_seconds(value):
    off = np.full((BLOCK, 1), value, np.int16)
    hearing = Hearing(RATE)
    end = feed(hearing, 4.9, feed(hearing, 1), off)
    assert not hearing.dead
    end = feed(hearing, 1, end, off)
    assert hearing.dead
    feed(hearing, 1, end)
    assert not hearing.dead


def test_one_that_was_never_on_is_dead_too():
    hearing = Hearing(RATE)
    feed(hearing, 6, samples=np.zeros((BLOCK, 1), np.int16))
    assert hearing.dead


def test_lost_sound_is_counted_and_jitter_is_not():
    hearing = Hearing(RATE)
    end = feed(hearing, 1)
    end = feed(hearing, 1, end + 0.5)
    end = feed(hearing, 1, end + 0.01)
    assert hearing.lost == pytest.approx(0.5 * SECOND, abs=1000)
    feed(hearing, 20, end + 7)
    assert hearing.lost == pytest.approx(7.5 * SECOND, abs=1000)
    assert not hearing.wrong_rate


@pytest.mark.parametrize(("rate", "wrong"), [(48_000, False), (48_050, False), (44_100, True), (52_245, True)])
def test_a_wrong_rate_is_seen(rate, wrong):
    hearing = Hearing(RATE)
    feed(hearing, 25, rate=rate)
    assert hearing.wrong_rate is wrong
