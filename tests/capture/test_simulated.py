"""The simulated camera and microphone, at their true rate, through capture: nothing lost, and all in its place."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from appliance.capture.capture import Capture
from appliance.capture.settings import SECOND
from appliance.devices.simulated.camera import SimulatedCamera
from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.microphone import SimulatedMicrophone
from appliance.devices.simulated.scene import Scene
from tests.support.footage import footage
from tests.support.hand_devices import Kept, Told
from tests.support.making_films import QUICK, Samples, frames_of, lag, plays, small, sound_of

pytestmark = pytest.mark.alone

WIDTH, HEIGHT = 320, 180


@pytest.fixture
def scene() -> Scene:
    return Scene(Footage(footage(), WIDTH, HEIGHT), time.monotonic_ns())


def test_a_film_of_footage_is_the_footage_from_the_press_on(scene: Scene, bunny_sound: Samples, tmp_path: Path) -> None:
    told, sink, first = Told(), Kept(), threading.Event()
    capture = Capture(SimulatedCamera(scene), SimulatedMicrophone(scene), QUICK)
    capture.open(told)
    time.sleep(max(0, scene.origin + SECOND // 2 - time.monotonic_ns()) / SECOND)  # half a second of warm devices
    press = time.monotonic_ns()
    zero: list[int] = []

    def begun(at: int) -> None:
        zero.append(at)
        first.set()

    capture.begin(press, sink, begun)
    assert first.wait(60)
    sink.wait_for(3)
    ended = capture.end(time.monotonic_ns())
    capture.close()

    assert 0 <= zero[0] - press < 40_000_000
    assert ended.frames == ended.delivered >= 72
    assert told.heard == []
    number = scene.next_frame(zero[0])
    assert scene.frame_time(number) == zero[0]
    decoded = frames_of(sink.data)
    assert [frame.pts for frame in decoded] == [3600 * n for n in range(ended.frames)]
    source = scene.source.frames(number)
    for frame, original in zip(decoded, source, strict=False):
        assert np.abs(small(frame) - small(original)).mean() < 6
    source.close()

    offset = round((zero[0] - scene.origin) * 48_000 / SECOND)
    heard = sound_of(sink.data)[:, 0]
    for second in range(2):
        window = slice(second * 48_000, (second + 1) * 48_000)
        played = bunny_sound[offset:, 0].astype(np.float32)
        assert abs(lag(heard[window], played[window], 9600)) <= 2
    plays(sink.data, tmp_path)
