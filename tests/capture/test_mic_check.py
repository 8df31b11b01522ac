"""A microphone that is off, or lies about its rate, is told, and told as over; one that loses sound is no such."""

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.capture.mic_check import MicCheck
from appliance.capture.settings import SECOND
from appliance.devices.protocols import Sound
from tests.support.hand_devices import Told

RATE = 48_000
BLOCK = 960
SPEECH = np.random.default_rng(1).integers(-9000, 9000, (BLOCK, 1)).astype(np.int16)


class Ear:
    """A microphone's blocks, one after the other, into a MicCheck."""

    def __init__(self) -> None:
        self.told = Told()
        self.now = 0.0
        self._hearing = MicCheck(RATE, self.told)

    def hear(self, seconds: float, samples: NDArray[np.int16] = SPEECH, rate: int = RATE) -> list[str]:
        """For so long, of a card that really has `rate`; what has been told since the start."""
        for _ in range(round(seconds * rate / BLOCK)):
            self._hearing.hear(Sound(round(self.now * SECOND), samples))
            self.now += BLOCK / rate
        return self.told.heard


def test_speech_raises_no_doubt() -> None:
    assert Ear().hear(60) == []


def test_a_quiet_room_is_not_silent() -> None:
    room = np.where(np.arange(BLOCK) % 100 == 0, 1, 0).astype(np.int16).reshape(-1, 1)
    assert Ear().hear(20, room) == []


@pytest.mark.parametrize("peak", [17_000, 32_767])
def test_a_loud_room_is_not_silent(peak: int) -> None:
    loud = np.where(np.arange(BLOCK) % 2 == 0, peak, -peak).astype(np.int16).reshape(-1, 1)
    assert Ear().hear(20, loud) == []


@pytest.mark.parametrize("value", [0, -1])
def test_a_microphone_that_is_off_is_told_after_five_seconds(value: int) -> None:
    off = np.full((BLOCK, 1), value, np.int16)
    ear = Ear()
    ear.hear(1)
    assert ear.hear(4.9, off) == []
    assert ear.hear(10, off) == ["microphone-silent"]
    assert ear.hear(1) == ["microphone-silent", "microphone-silent cleared"]


def test_one_that_was_never_on_is_told_too() -> None:
    assert Ear().hear(6, np.zeros((BLOCK, 1), np.int16)) == ["microphone-silent"]


def test_sound_that_is_lost_is_no_wrong_rate() -> None:
    ear = Ear()
    for gap in (0.5, 0.01, 7.0, 0.3, 0.3):
        ear.hear(3)
        ear.now += gap
    assert ear.hear(20) == []


@pytest.mark.parametrize(
    ("rate", "told"),
    [(48_000, []), (48_050, []), (44_100, ["microphone-rate"]), (52_245, ["microphone-rate"])],
)
def test_a_wrong_rate_is_told(rate: int, told: list[str]) -> None:
    assert Ear().hear(25, rate=rate) == told


def test_a_rate_that_is_right_again_is_told() -> None:
    ear = Ear()
    ear.hear(15, rate=44_100)
    assert ear.hear(25) == ["microphone-rate", "microphone-rate cleared"]
