"""What the light shows in each situation, and while a film grows long."""

import pytest
from msgspec.structs import replace

from appliance.recorder.aiming import CameraView
from appliance.recorder.light import light
from appliance.recorder.pairing import Window
from appliance.recorder.situation import SECOND, Situation
from control.messages import Light
from tests.support.situations import FAULT, FILMING, LIMITS, MICROPHONE, NOW, PAIRING, READY, SEALING, STARTING


@pytest.mark.parametrize(
    ("situation", "seconds", "shown"),
    [
        (STARTING, 0, Light("amber", "slow blink")),
        (READY, 0, Light("green")),
        (PAIRING, 0, Light("blue")),
        (FILMING, 5, Light("red")),
        (FILMING, 599, Light("red")),
        (FILMING, 600, Light("red", "blink")),
        (FILMING, 611, Light("red")),
        (FILMING, 839, Light("red")),
        (FILMING, 840, Light("red", "blink")),
        (replace(FILMING, room_low=True), 5, Light("red", "blink")),
        (replace(FILMING, alarms=(MICROPHONE,)), 5, Light("red", "blink")),
        (replace(READY, alarms=(MICROPHONE,)), 0, Light("green", "blink")),
        (replace(READY, alarms=(MICROPHONE,), pairing=Window(NOW + SECOND)), 0, Light("blue")),
        (replace(READY, paired_at=NOW), 0, Light("green", "fast blink")),
        (replace(PAIRING, pairing=Window(NOW, (1,), NOW)), 1, Light("blue", "off")),
        (replace(PAIRING, pairing=Window(NOW, (1,), NOW)), 1.5, Light("blue")),
        (replace(PAIRING, pairing=Window(NOW, (1,), NOW, complete=NOW)), 1, Light("blue", "blink")),
        (replace(PAIRING, pairing=Window(NOW, wrong=NOW)), 1, Light("amber", "slow blink")),
        (replace(READY, view=CameraView(NOW, NOW)), 0, Light("green", "slow blink")),
        (replace(READY, view=CameraView(NOW, NOW), alarms=(MICROPHONE,)), 0, Light("green", "slow blink")),
        (SEALING, 5, Light("red", "fast blink")),
        (FAULT, 0, Light("amber", "slow blink")),
    ],
)
def test_the_light(situation: Situation, seconds: float, shown: Light) -> None:
    now = (NOW if situation.zero is None else situation.zero) + round(seconds * SECOND)
    assert light(situation, now, LIMITS) == shown
