"""Filming with devices: what begins and ends a film, what a fault does to it, and who is told."""

import errno
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from appliance.capture.capture import DEAF, STALLED, Capture
from appliance.capture.errors import CardFull, EncodingFailed, NotFilming, StillFilming, WriteFailed
from appliance.capture.level import SILENT
from appliance.capture.settings import SECOND, Settings
from appliance.capture.watch import LASTING, MUTE
from appliance.troubles import FILM_GOES_ON
from tests.capture.devices import HandCamera, HandMicrophone, Kept, Told
from tests.capture.making import QUICK, packets, pictures_of, plays, sound_of

PERIOD = 40_000_000
BLOCK = 20_000_000


class Rig:
    """Capture with devices that are played by hand, on a clock that begins now."""

    def __init__(self, microphone: bool = True, settings: Settings = QUICK) -> None:
        self.camera, self.told = HandCamera(), Told()
        self.microphone = HandMicrophone() if microphone else None
        self.capture = Capture(self.camera, self.microphone, settings)
        self.now = time.monotonic_ns()
        self.pictures = 0
        self._first = threading.Event()
        self.zero: int | None = None

    def play(self, count: int, *, hears: bool = True, keeps_up: bool = True) -> None:
        """As many picture periods, each with a picture at its beginning and the two blocks of sound in it."""
        for _ in range(count):
            self.camera.see(self.now, self.pictures)
            if hears and self.microphone:
                self.microphone.hear(self.now)
                self.microphone.hear(self.now + BLOCK)
            self.pictures += 1
            self.now += PERIOD
            if keeps_up:
                self.catch_up()

    def catch_up(self) -> None:
        """Let the encoder take what waits: pictures come here faster than a camera sends them."""
        deadline = time.monotonic() + 30
        while self.capture.backlog > 10 and time.monotonic() < deadline:
            threading.Event().wait(0.001)

    def begin(self, sink: Kept | None = None, press: int | None = None) -> Kept:
        sink = sink or Kept()
        self._first.clear()
        self.capture.begin(self.now if press is None else press, sink, self._on_first)
        return sink

    def wait_for_first(self) -> int:
        assert self._first.wait(10)
        assert self.zero is not None
        return self.zero

    def restart(self, *started: threading.Semaphore, after: int = 3 * SECOND // 2) -> None:
        """Let time pass until capture starts these devices again."""
        for device in started:
            while device.acquire(blocking=False):
                pass
        self.capture.check(time.monotonic_ns() + after)
        for device in started:
            assert device.acquire(timeout=10)

    def _on_first(self, at: int) -> None:
        self.zero = at
        self._first.set()


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    rig.capture.open(rig.told)
    yield rig
    rig.capture.close()


@pytest.mark.parametrize("count", [1, 10, 24, 25, 60])
def test_a_film_is_what_came_between_the_press_and_the_end(rig: Rig, count: int, tmp_path: Path) -> None:
    rig.play(10)
    press = rig.now
    sink = rig.begin()
    with ThreadPoolExecutor(1) as person:
        ending = person.submit(rig.capture.end, press + count * PERIOD - 1)
        rig.play(count + 5)
        ended = ending.result()
    assert rig.wait_for_first() == press
    # At the end of a segment one picture more is kept, for the sound that was still on its way.
    kept = count + (count % 24 == 0)
    assert (ended.frames, ended.delivered, ended.error) == (kept, kept, None)
    assert len(pictures_of(sink.data)) == kept == sum(segment.frames for segment in sink.segments)
    assert len(sound_of(sink.data)) == pytest.approx(kept * 1920, abs=1024)
    plays(sink.data, tmp_path)
    assert rig.told.heard == []


def test_films_follow_each_other(rig: Rig) -> None:
    for count in (30, 7):
        sink = rig.begin()
        rig.play(count)
        assert rig.capture.end(None).frames == count
        assert len(pictures_of(sink.data)) == count


def test_an_end_without_a_time_keeps_all_that_came(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(30)
    assert rig.capture.end(None).frames == 30
    assert len(pictures_of(sink.data)) == 30


def test_a_film_ended_before_its_first_picture_is_empty(rig: Rig) -> None:
    sink = rig.begin(press=rig.now + 5 * SECOND)
    rig.play(10)
    ended = rig.capture.end(None)
    assert (ended.frames, ended.delivered, sink.segments) == (0, 0, [])


def test_a_picture_from_after_the_press_is_kept_though_it_came_before_capture_heard(rig: Rig) -> None:
    rig.play(3)
    last = rig.now - PERIOD
    rig.begin(press=last - 10)
    assert rig.wait_for_first() == last


def test_pictures_from_the_last_half_second_are_kept_if_the_press_was_before_them(rig: Rig) -> None:
    rig.play(40)
    sink = rig.begin(press=rig.now - 10 * PERIOD)  # the button is up again when a press is known as one
    rig.play(10)
    assert rig.wait_for_first() == rig.now - 20 * PERIOD
    rig.capture.end(None)
    assert len(pictures_of(sink.data)) == 20


def test_a_long_press_counts_from_half_a_second_before(rig: Rig) -> None:
    rig.play(40)
    rig.begin(press=rig.now - 30 * PERIOD)
    assert rig.wait_for_first() == rig.now - 13 * PERIOD


def test_a_press_later_than_the_latest_picture_waits_for_the_next(rig: Rig) -> None:
    rig.play(3)
    rig.begin(press=rig.now - PERIOD + 1)
    rig.play(2)
    assert rig.wait_for_first() == rig.now - 2 * PERIOD


def test_only_one_film_at_a_time(rig: Rig) -> None:
    with pytest.raises(NotFilming):
        rig.capture.end(None)
    rig.begin()
    with pytest.raises(StillFilming):
        rig.begin()


def test_without_a_microphone_films_have_no_sound_track(tmp_path: Path) -> None:
    rig = Rig(microphone=False)
    rig.capture.open(rig.told)
    sink = rig.begin()
    rig.play(30)
    rig.capture.end(None)
    rig.capture.close()
    assert packets(sink.data, tmp_path, "a") == []
    assert rig.capture.level is None


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
    rig.told.wait_for("microphone-missing", "microphone-missing mended")
    rig.capture.end(None)
    heard = np.abs(sound_of(sink.data)[:, 0])
    tenths = heard[: 70 * 4800].reshape(70, 4800).max(axis=1) > 0.05
    assert tenths[:19].all()
    assert not tenths[21:49].any()
    assert tenths[51:].all()


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
    rig.told.wait_for("microphone-missing", "camera-stalled", "camera-stalled mended", "microphone-missing mended")
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
    mute.told.wait_for("camera-stalled", "camera-stalled mended")


def test_a_stall_that_a_new_start_does_not_mend_gets_graver(mute: Rig) -> None:
    mute.play(1)
    mute.camera.stall()
    mute.told.wait_for("camera-stalled")
    mute.restart(mute.camera.started, after=LASTING)
    mute.told.wait_for("camera-stalled", "camera-stalled")
    assert [isinstance(error, FILM_GOES_ON) for error in mute.told.errors] == [True, False]
    mute.camera.stall()  # a new start has the same end
    mute.camera.unplug()
    mute.told.wait_for("camera-stalled", "camera-stalled", "camera-missing", "camera-stalled mended")
    mute.camera.there = True
    mute.restart(mute.camera.started, after=2 * LASTING)
    mute.camera.stall()
    mute.play(1)
    mute.told.wait_for(
        *("camera-stalled", "camera-stalled", "camera-missing", "camera-stalled mended", "camera-missing mended")
    )


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
    assert "camera-missing mended" in rig.told.heard
    ended = rig.capture.end(None)
    assert (ended.frames, ended.delivered) == (60, 60)
    times = [frame.pts for frame in pictures_of(sink.data)]
    assert times == [3600 * n for n in [*range(30), *range(55, 85)]]
    plays(sink.data, tmp_path)


def test_what_was_filmed_before_a_stall_is_written_within_a_second(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(10)
    sink.wait_for(1)
    assert sink.segments[0].frames == 10
    rig.now += SECOND
    rig.play(20)
    assert rig.capture.end(None).frames == 30


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), CardFull),
        (OSError(errno.EIO, "Input/output error"), WriteFailed),
        (ValueError("something else"), WriteFailed),
    ],
)
def test_a_card_that_fails_ends_the_film_and_keeps_what_was_written(
    rig: Rig, cause: Exception, error: type[WriteFailed]
) -> None:
    sink = rig.begin(Kept(fails=cause, at=2))
    rig.play(100)
    rig.told.wait_for(error.code)
    rig.play(50)
    ended = rig.capture.end(None)
    assert type(ended.error) is error
    assert ended.error.__cause__ is cause
    assert (ended.frames, ended.delivered) == (48, 48)
    assert len(pictures_of(sink.data)) == 48
    again = rig.begin()
    rig.play(10)
    assert rig.capture.end(None).frames == 10
    assert len(again.segments) == 1


def test_pictures_that_cannot_be_encoded_end_the_film(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(30)
    sink.wait_for(1)
    rig.camera.width = 63  # H.264 wants even numbers
    rig.capture.end(None)
    rig.begin()
    rig.play(3)
    rig.told.wait_for(EncodingFailed.code)
    assert rig.capture.end(None).frames == 0


def test_a_slow_card_is_told_when_pictures_are_lost_and_the_rest_is_kept(rig: Rig, tmp_path: Path) -> None:
    sink = Kept()
    sink.gate.clear()
    rig.begin(sink)
    rig.play(10 * 24)  # one segment in the writer's hands, eight waiting, one that cannot be handed over
    assert rig.told.heard == []
    rig.play(60, keeps_up=False)  # 37 pictures wait, the others are lost
    rig.told.wait_for("overrun")
    sink.gate.set()
    rig.catch_up()
    rig.play(1)
    rig.told.wait_for("overrun", "overrun mended")
    rig.play(10)
    ended = rig.capture.end(None)
    assert ended.delivered == rig.pictures
    assert ended.delivered - 60 < ended.frames < ended.delivered - 10
    assert len(pictures_of(sink.data)) == ended.frames
    plays(sink.data, tmp_path)


def test_the_meter_shows_how_loud_it_is(rig: Rig) -> None:
    assert rig.microphone is not None
    assert rig.capture.level == SILENT
    for loudness, level in ((32767, -3.0), (3277, -23.0), (0, SILENT)):
        for _ in range(6):
            rig.microphone.hear(rig.now, loudness=loudness)
            rig.now += BLOCK
        assert rig.capture.level == pytest.approx(level, abs=0.1)


def test_closing_ends_the_film_and_lets_go_of_the_last_picture(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(10)
    rig.capture.close()
    assert len(pictures_of(sink.data)) == 10
    assert rig.capture.latest is None
    rig.capture.close()
