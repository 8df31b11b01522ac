"""A film of real footage, as capture makes it, is what went in: frame for frame, and sound where it was."""

from pathlib import Path

import av
import numpy as np
import pytest

from appliance.capture.settings import AudioFormat, EncoderSettings
from appliance.devices.protocols import Frame
from tests.support.making_films import (
    HD,
    PRESS,
    Film,
    Samples,
    blocks,
    frame_times,
    frames_of,
    lag,
    make,
    packets,
    plays,
    small,
    sound_of,
)

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def film(bunny: list[av.VideoFrame], bunny_sound: Samples) -> Film:
    """The footage in the settings that the box films with."""
    return make(_frames(bunny), blocks(bunny_sound), settings=EncoderSettings())


def _frames(frames: list[av.VideoFrame]) -> list[Frame]:
    return [Frame(time, frame) for time, frame in zip(frame_times(len(frames), HD.rate), frames, strict=True)]


def test_every_frame_is_there_at_its_time(film: Film, bunny: list[av.VideoFrame]) -> None:
    decoded = frames_of(film.data)
    assert [frame.pts for frame in decoded] == [3600 * n for n in range(132)]
    source = np.stack([small(frame) for frame in bunny])
    best = []
    for number, frame in enumerate(decoded):
        distance = np.abs(source - small(frame)).mean(axis=(1, 2))
        best.append(int(distance.argmin()))
        assert distance[number] < distance.min() + 0.1  # some frames of the footage are alike
    assert sum(match == number for number, match in enumerate(best)) > 120


def test_sound_is_where_it_was_in_every_second(film: Film, bunny_sound: Samples) -> None:
    heard = sound_of(film.data)[:, 0]
    source = bunny_sound[:, 0].astype(np.float32)
    assert np.abs(source).max() > 1000
    for second in range(5):
        window = slice(second * 48_000, (second + 1) * 48_000)
        assert abs(lag(heard[window], source[window], 9600)) <= 2


def test_stock_ffmpeg_has_nothing_to_say(film: Film, tmp_path: Path) -> None:
    plays(film.data, tmp_path)


def test_durations_are_constant_and_nothing_overlaps(film: Film, tmp_path: Path) -> None:
    video = packets(film.data, tmp_path, "v")
    assert {packet["duration"] for packet in video} == {3600}
    assert [packet["pts"] for packet in video] == [packet["dts"] for packet in video]
    audio = packets(film.data, tmp_path, "a")
    assert [packet["pts"] for packet in audio] == [1024 * n for n in range(len(audio))]


def test_segments_begin_with_a_key_frame_and_are_shorter_than_a_second(film: Film, tmp_path: Path) -> None:
    assert [segment.frames for segment in film.segments] == [24] * 5 + [12]
    assert film.segments[0].start == 0
    for segment, following in zip(film.segments, film.segments[1:], strict=False):
        assert segment.end == following.start == segment.start + 960_000_000
    keys = [n for n, packet in enumerate(packets(film.data, tmp_path, "v")) if "K" in packet["flags"]]
    assert keys == [0, 24, 48, 72, 96, 120]


def test_each_segment_plays_without_those_before_it(film: Film, tmp_path: Path) -> None:
    for number, segment in enumerate(film.segments):
        alone = film.init + segment.data
        plays(alone, tmp_path)
        assert [frame.pts for frame in frames_of(alone)] == [3600 * (24 * number + n) for n in range(segment.frames)]


def test_sound_ends_with_the_frame(film: Film, tmp_path: Path) -> None:
    last = packets(film.data, tmp_path, "a")[-1]
    end = (last["pts"] + last["duration"]) / 48_000
    assert -0.025 < end - 132 / 25 <= 1024 / 48_000


def test_stereo_keeps_its_sides(bunny: list[av.VideoFrame], bunny_sound: Samples) -> None:
    left_only = np.concatenate([bunny_sound, np.zeros_like(bunny_sound)], axis=1)
    film = make(_frames(bunny[:50]), blocks(left_only), audio=AudioFormat(48_000, 2))
    heard = sound_of(film.data)
    assert heard.shape[1] == 2
    assert np.sqrt((heard[:, 0] ** 2).mean()) > 100 * np.sqrt((heard[:, 1] ** 2).mean())


def test_nothing_from_before_the_press_is_kept(bunny: list[av.VideoFrame], bunny_sound: Samples) -> None:
    press = PRESS + 410_000_000  # between frames 10 and 11
    film = make(_frames(bunny[:60]), blocks(bunny_sound), press=press)
    source = [small(frame) for frame in bunny[:60]]
    first = small(frames_of(film.data)[0])
    assert int(np.argmin([np.abs(first - frame).mean() for frame in source])) == 11
    heard = sound_of(film.data)[:48_000, 0]
    later = bunny_sound[11 * 1920 :, 0].astype(np.float32)[:48_000]
    assert abs(lag(heard, later, 9600)) <= 2
