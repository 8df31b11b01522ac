"""Filming with devices that are not there, are lost, or say nothing: what it does to a film, and who is told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from appliance.capture.capture import DEAF, STALLED, Capture
from appliance.capture.device_watchdog import LASTING, MUTE
from appliance.capture.settings import SECOND, EncoderSettings
from appliance.devices.protocols import Faults, Frame
from appliance.recorder.alarms import FILM_GOES_ON
from tests.capture.by_hand import Rig
from tests.support.hand_devices import HandCamera, HandMicrophone, Told
from tests.support.making_films import frames_of, packets, plays, sound_of


class LateCamera(HandCamera):
    """Is there only once the microphone was started."""

    def __init__(self, microphone: HandMicrophone) -> None:
        super().__init__()
        self._microphone = microphone

    def start(self, frames: Callable[[Frame], None], faults: Faults) -> None:
        assert self._microphone.started.acquire(timeout=60)
        super().start(frames, faults)


def test_camera_and_microphone_are_started_side_by_side() -> None:
    microphone = HandMicrophone()
    capture, told = Capture(LateCamera(microphone), microphone), Told()
    capture.open(told)
    capture.close()


def test_the_encoder_is_chosen_while_they_start() -> None:
    camera, chosen = HandCamera(), EncoderSettings(tried="by a trial")
    capture, told = Capture(camera, None), Told()

    def choose() -> EncoderSettings:
        assert camera.started.acquire(timeout=60)
        return chosen

    capture.open(told, choose)
    capture.close()
    assert capture.encoder == "by a trial"


@pytest.mark.process
def test_without_a_microphone_films_have_no_sound_track(tmp_path: Path) -> None:
    rig = Rig(microphone=False)
    rig.capture.open(rig.told)
    sink = rig.begin()
    rig.play(30)
    rig.capture.end(None)
    rig.capture.close()
    assert packets(sink.data, tmp_path, "a") == []
    assert rig.capture.level is None


@pytest.mark.process
def test_a_missing_microphone_is_told_and_films_go_without_sound(tmp_path: Path) -> None:
    rig = Rig()
    assert rig.microphone is not None
    rig.microphone.there = False
    rig.capture.open(rig.told)
    rig.told.wait_for("microphone-missing")
    sink = rig.begin()
    rig.play(30)
    rig.capture.end(None)
    rig.capture.close()
    assert packets(sink.data, tmp_path, "a") == []


def test_a_microphone_lost_in_mid_film_is_silence_until_it_is_back(rig: Rig) -> None:
    assert rig.microphone is not None
    sink = rig.begin()
    rig.play(50)
    rig.microphone.unplug()
    rig.told.wait_for("microphone-missing")
    assert rig.capture.level is None
    rig.play(75)
    rig.microphone.there = True
    rig.restart(rig.camera.started, rig.microphone.started)
    rig.play(50)
    rig.told.wait_for("microphone-missing", "microphone-missing cleared")
    rig.capture.end(None)
    heard = np.abs(sound_of(sink.data)[:, 0])
    tenths = heard[: 70 * 4800].reshape(70, 4800).max(axis=1) > 0.05
    assert tenths[:19].all()
    assert not tenths[21:49].any()
    assert tenths[51:].all()


def test_a_camera_that_was_restarted_still_reports_as_the_camera(rig: Rig) -> None:
    assert rig.microphone is not None
    rig.camera.stall()
    rig.restart(rig.camera.started, rig.microphone.started)
    rig.play(1)
    heard = ("camera-stalled", "microphone-missing", "camera-stalled cleared", "microphone-missing cleared")
    rig.told.wait_for(*heard)
    rig.camera.unplug()
    rig.told.wait_for(*heard, "camera-missing")
    assert rig.capture.latest is None
    assert rig.capture.audio is not None


def test_devices_that_say_nothing_are_told_once_and_started_again(rig: Rig) -> None:
    assert rig.microphone is not None
    rig.play(5)
    assert rig.capture.latest is not None
    rig.restart(rig.microphone.started, after=DEAF)
    rig.told.wait_for("microphone-missing")
    rig.restart(rig.camera.started, rig.microphone.started, after=STALLED)
    rig.told.wait_for("microphone-missing", "camera-stalled")
    assert rig.capture.latest is None
    rig.restart(rig.camera.started, rig.microphone.started, after=STALLED + 2 * SECOND)
    rig.play(1)
    rig.told.wait_for("microphone-missing", "camera-stalled", "camera-stalled cleared", "microphone-missing cleared")
    assert rig.capture.latest is not None


@pytest.fixture
def mute() -> Iterator[Rig]:
    """The same without a microphone."""
    rig = Rig(microphone=False)
    rig.capture.open(rig.told)
    yield rig
    rig.capture.close()


def test_a_stalled_camera_is_started_again_at_once(mute: Rig) -> None:
    mute.play(1)
    mute.camera.stall()
    mute.restart(mute.camera.started, after=MUTE)  # since it was opened
    mute.play(1)
    mute.told.wait_for("camera-stalled", "camera-stalled cleared")


def test_a_stall_that_a_new_start_does_not_mend_gets_graver(mute: Rig) -> None:
    mute.play(1)
    mute.camera.stall()
    mute.told.wait_for("camera-stalled")
    mute.restart(mute.camera.started, after=LASTING)
    mute.told.wait_for("camera-stalled", "camera-stalled")
    assert [isinstance(error, FILM_GOES_ON) for error in mute.told.errors] == [True, False]
    mute.camera.stall()  # a new start has the same end
    mute.camera.unplug()
    mute.told.wait_for("camera-stalled", "camera-stalled", "camera-missing", "camera-stalled cleared")
    mute.camera.there = True
    mute.restart(mute.camera.started, after=2 * LASTING)
    mute.camera.stall()
    mute.play(1)
    mute.told.wait_for(
        *("camera-stalled", "camera-stalled", "camera-missing", "camera-stalled cleared", "camera-missing cleared")
    )


@pytest.mark.process
def test_an_unplugged_camera_is_told_and_comes_back(rig: Rig, tmp_path: Path) -> None:
    assert rig.microphone is not None
    sink = rig.begin()
    rig.play(30)
    rig.camera.unplug()
    rig.told.wait_for("camera-missing")
    assert rig.capture.latest is None
    rig.play(25)
    rig.camera.there = True
    rig.restart(rig.camera.started, rig.microphone.started)
    rig.play(30)
    assert "camera-missing cleared" in rig.told.heard
    ended = rig.capture.end(None)
    assert (ended.frames, ended.delivered) == (60, 60)
    times = [frame.pts for frame in frames_of(sink.data)]
    assert times == [3600 * n for n in [*range(30), *range(55, 85)]]
    plays(sink.data, tmp_path)


def test_what_was_filmed_before_a_stall_is_written_within_a_second(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(10)
    sink.wait_for_frames(10)
    rig.now += SECOND
    rig.play(20)
    assert rig.capture.end(None).frames == 30
