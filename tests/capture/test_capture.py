"""Filming with devices that do as they should: what begins and ends a film, and what lies in it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.capture.errors import NotFilming, StillFilming
from appliance.capture.level import SILENT
from appliance.capture.settings import SECOND
from tests.capture.by_hand import BLOCK, PERIOD, Rig
from tests.support.making_films import frames_of, plays, sound_of


@pytest.mark.process
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
    # At the end of a segment one frame more is kept, for the sound that was still on its way.
    kept = count + (count % 24 == 0)
    assert (ended.frames, ended.delivered, ended.error) == (kept, kept, None)
    assert len(frames_of(sink.data)) == kept == sum(segment.frames for segment in sink.segments)
    assert len(sound_of(sink.data)) == pytest.approx(kept * 1920, abs=1024)
    plays(sink.data, tmp_path)
    assert rig.told.heard == []


def test_films_follow_each_other(rig: Rig) -> None:
    for count in (30, 7):
        sink = rig.begin()
        rig.play(count)
        assert rig.capture.end(None).frames == count
        assert len(frames_of(sink.data)) == count


def test_an_end_without_a_time_keeps_all_that_came(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(30)
    assert rig.capture.end(None).frames == 30
    assert len(frames_of(sink.data)) == 30


def test_a_film_ended_before_its_first_frame_is_empty(rig: Rig) -> None:
    sink = rig.begin(press=rig.now + 5 * SECOND)
    rig.play(10)
    ended = rig.capture.end(None)
    assert (ended.frames, ended.delivered, sink.segments) == (0, 0, [])


def test_a_frame_from_after_the_press_is_kept_though_it_came_before_capture_heard(rig: Rig) -> None:
    rig.play(3)
    last = rig.now - PERIOD
    rig.begin(press=last - 10)
    assert rig.wait_for_first() == last


def test_frames_from_the_last_half_second_are_kept_if_the_press_was_before_them(rig: Rig) -> None:
    rig.play(40)
    sink = rig.begin(press=rig.now - 10 * PERIOD)  # the button is up again when a press is known as one
    rig.play(10)
    assert rig.wait_for_first() == rig.now - 20 * PERIOD
    rig.capture.end(None)
    assert len(frames_of(sink.data)) == 20


def test_a_long_press_counts_from_half_a_second_before(rig: Rig) -> None:
    rig.play(40)
    rig.begin(press=rig.now - 30 * PERIOD)
    assert rig.wait_for_first() == rig.now - 13 * PERIOD


def test_a_press_later_than_the_latest_frame_waits_for_the_next(rig: Rig) -> None:
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


def test_the_meter_shows_how_loud_it_is(rig: Rig) -> None:
    assert rig.microphone is not None
    assert rig.capture.level == SILENT
    for loudness, level in ((32767, -3.0), (3277, -23.0), (0, SILENT)):
        for _ in range(6):
            rig.microphone.hear(rig.now, loudness=loudness)
            rig.now += BLOCK
        assert rig.capture.level == pytest.approx(level, abs=0.1)


def test_closing_ends_the_film_and_lets_go_of_the_last_frame(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(10)
    rig.capture.close()
    assert len(frames_of(sink.data)) == 10
    assert rig.capture.latest is None
    rig.capture.close()
