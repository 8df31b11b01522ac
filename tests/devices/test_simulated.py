"""The simulated devices keep the contract, and fail as they are told."""

import time
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from appliance.devices.errors import FootageUnreadable
from appliance.devices.protocols import Frame
from appliance.devices.simulated.camera import SimulatedCamera
from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.microphone import SimulatedMicrophone
from appliance.devices.simulated.panel import SimulatedPanel
from appliance.devices.simulated.scene import Scene
from appliance.devices.simulated.test_card import TestCard, is_flash, read_clock
from tests.support.device_contract import CameraContract, MicrophoneContract
from tests.support.footage import footage
from tests.support.inbox import Inbox
from tests.support.odd_films import ffmpeg
from tests.support.panel_contract import PanelContract

pytestmark = pytest.mark.alone

SECOND = 1_000_000_000


def clock_of(frame: av.VideoFrame) -> int:
    number = read_clock(frame)
    assert number is not None
    return number


@pytest.fixture(params=["card", "footage"])
def scene(request: pytest.FixtureRequest) -> Scene:
    if request.param == "card":
        return Scene(TestCard(320, 180, Fraction(30_000, 1001)))
    return Scene(Footage(footage(), 640, 360))


@pytest.fixture
def card() -> Scene:
    """A scene of the test card."""
    return Scene(TestCard(320, 180, 50))


class TestCamera(CameraContract):
    @pytest.fixture
    def camera(self, scene: Scene) -> SimulatedCamera:
        return SimulatedCamera(scene)

    @pytest.fixture
    def unplug(self, camera: SimulatedCamera) -> Callable[[], None]:
        return camera.unplug

    @pytest.fixture
    def plug_in(self, camera: SimulatedCamera) -> Callable[[], None]:
        return camera.mend


class TestMicrophone(MicrophoneContract):
    @pytest.fixture
    def microphone(self, scene: Scene) -> SimulatedMicrophone:
        return SimulatedMicrophone(scene)

    @pytest.fixture
    def unplug(self, microphone: SimulatedMicrophone) -> Callable[[], None]:
        return microphone.unplug

    @pytest.fixture
    def plug_in(self, microphone: SimulatedMicrophone) -> Callable[[], None]:
        return microphone.mend


class TestPanel(PanelContract):
    @pytest.fixture
    def panel(self) -> SimulatedPanel:
        return SimulatedPanel()

    @pytest.fixture
    def hands(self, panel: SimulatedPanel) -> SimulatedPanel:
        return panel


def test_a_frame_is_seen_when_the_scene_shows_it(card: Scene) -> None:
    camera, frames = SimulatedCamera(card), Inbox()
    camera.start(frames, Inbox())
    for frame in frames.take(60):
        assert frame.time == card.frame_time(clock_of(frame.image))
    camera.close()


def test_camera_and_microphone_agree(card: Scene) -> None:
    camera, microphone, frames, sounds = SimulatedCamera(card), SimulatedMicrophone(card), Inbox(), Inbox()
    camera.start(frames, Inbox())
    microphone.start(sounds, Inbox())
    frames.take(120)
    sounds.take(120)
    camera.close()
    microphone.close()
    flash = next(p.time for p in frames.items if p.time > card.origin + SECOND // 2 and is_flash(p.image))
    blocks = [s for s in sounds.items if s.time > card.origin + SECOND // 2]
    samples = np.concatenate([s.samples for s in blocks])[:, 0]
    beep = blocks[0].time + int(np.flatnonzero(samples)[0]) * SECOND // 48_000
    assert abs(beep - flash) <= SECOND // 10_000  # the sine begins at zero


def test_a_slow_receiver_gets_everything_late_with_the_right_times(card: Scene) -> None:
    camera, stamped = SimulatedCamera(card), Inbox()
    slow = iter([0.3])

    def receive(frame: Frame) -> None:
        stamped((time.monotonic_ns(), frame))
        time.sleep(next(slow, 0))

    camera.start(receive, Inbox())
    got = stamped.take(40)
    camera.close()
    numbers = [clock_of(frame.image) for _, frame in got]
    assert numbers == list(range(numbers[0], numbers[0] + 40))
    delays = [arrived - frame.time for arrived, frame in got]
    assert delays[1] > SECOND // 5
    assert min(delays[20:]) < SECOND // 50
    assert all(frame.time == card.frame_time(number) for (_, frame), number in zip(got, numbers, strict=True))


def test_a_camera_that_drops_loses_every_third(card: Scene) -> None:
    camera, frames = SimulatedCamera(card), Inbox()
    camera.drop()
    camera.start(frames, Inbox())
    numbers = [clock_of(frame.image) for frame in frames.take(20)]
    camera.close()
    assert [later - earlier for earlier, later in pairwise(numbers)] == ([1, 2] * 10)[:19]
    assert camera.delivered == len(frames.items)


def test_a_stalled_camera_says_nothing_and_goes_on_in_the_present_when_mended(card: Scene) -> None:
    camera, frames, faults = SimulatedCamera(card), Inbox(), Inbox()
    camera.start(frames, faults)
    frames.take(5)
    camera.stall()
    before = len(frames.items) + 1  # one may be on its way
    frames.quiet(0.1)
    frames.quiet(0.3)
    assert len(frames.items) <= before
    mended = time.monotonic_ns()
    camera.mend()
    after = frames.take(len(frames.items) + 1)[-1]
    camera.close()
    assert after.time > mended - SECOND // 10
    assert faults.items == []


def test_what_a_microphone_loses_shows_as_a_jump(card: Scene) -> None:
    microphone, sounds = SimulatedMicrophone(card), Inbox()
    microphone.drop()
    microphone.start(sounds, Inbox())
    times = [sound.time for sound in sounds.take(10)]
    microphone.close()
    steps = [round((later - earlier) / SECOND, 3) for earlier, later in pairwise(times)]
    assert steps == [0.02, 0.04] * 4 + [0.02]


def test_a_device_cannot_be_started_twice(card: Scene) -> None:
    camera = SimulatedCamera(card)
    camera.start(Inbox(), Inbox())
    with pytest.raises(RuntimeError):
        camera.start(Inbox(), Inbox())
    camera.close()


def test_a_receiver_may_close_the_camera(card: Scene) -> None:
    camera, frames = SimulatedCamera(card), Inbox()

    def receive(frame: Frame) -> None:
        frames(frame)
        camera.close()

    camera.start(receive, Inbox())
    frames.take(1)
    assert frames.quiet(0.2)


def test_footage_that_vanishes_is_a_fault_that_names_it(tmp_path: Path) -> None:
    """Raw H.264 cannot be sought, so each turn of the loop opens the file anew."""
    path = tmp_path / "short.h264"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=0.4", "-c:v", "libx264", path)
    camera, frames, faults = SimulatedCamera(Scene(Footage(path, 320, 240))), Inbox(), Inbox()
    camera.start(frames, faults)
    frames.take(15)
    path.unlink()
    [fault] = faults.take(1)
    assert isinstance(fault, FootageUnreadable)
    assert str(path) in str(fault)
    camera.close()
