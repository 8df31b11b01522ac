"""One film, whatever the devices do: odd rates, lost frames, a lost microphone, hardly any frames."""

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from appliance.capture.film_encoder import FilmEncoder
from appliance.capture.settings import SECOND, VideoFormat
from appliance.devices.protocols import Frame, Sound
from sealed.film.fragments import run, tracks
from tests.support.making_films import (
    MONO,
    PRESS,
    QUICK,
    Film,
    Samples,
    blocks,
    frame_times,
    frames_of,
    images,
    make,
    packets,
    plays,
    sound_of,
)

pytestmark = pytest.mark.process

SMALL = VideoFormat(64, 48, Fraction(25))


def tone(seconds: float, rate: int = 48_000) -> Samples:
    at = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)[:, None]


def film_of(count: int, *, without: set[int] | frozenset[int] = frozenset(), seconds: float | None = None) -> Film:
    """A film of `count` frame times, but for those the camera lost, with a tone all along."""
    times = frame_times(count, SMALL.rate)
    frames = [Frame(t, f) for n, (t, f) in enumerate(zip(times, images(count), strict=True)) if n not in without]
    return make(frames, blocks(tone(seconds or count / 25 + 0.1)), video=SMALL)


def loud(heard: np.ndarray) -> np.ndarray:
    """Which tenths of a second are not silent."""
    tenths = heard[: len(heard) // 4800 * 4800, 0].reshape(-1, 4800)
    return np.asarray(np.sqrt((tenths**2).mean(axis=1)) > 0.01)


@pytest.mark.parametrize(
    ("rate", "per_segment", "duration"),
    [
        (Fraction(25), 24, 3600),
        (Fraction(30_000, 1001), 29, 3003),
        (Fraction(30), 29, 3000),
        (Fraction(50), 49, 1800),
        (Fraction(15), 14, 6000),
        (Fraction(5), 4, 18_000),
        (Fraction(1), 1, 90_000),
    ],
)
def test_rates(rate: Fraction, per_segment: int, duration: int, tmp_path: Path) -> None:
    count = per_segment * 3 + 1
    form = VideoFormat(64, 48, rate)
    frames = [Frame(t, f) for t, f in zip(frame_times(count, rate), images(count), strict=True)]
    film = make(frames, blocks(tone(float(count / rate))), video=form)
    assert [segment.frames for segment in film.segments] == [per_segment] * 3 + [1]
    assert all(segment.end - segment.start <= SECOND for segment in film.segments)
    video = packets(film.data, tmp_path, "v")
    assert [packet["pts"] for packet in video] == [duration * n for n in range(count)]
    assert {packet["duration"] for packet in video} == {duration}
    assert [n for n, p in enumerate(video) if "K" in p["flags"]] == [0, per_segment, 2 * per_segment, 3 * per_segment]
    plays(film.data, tmp_path)


def test_a_film_without_a_microphone_has_no_sound_track(tmp_path: Path) -> None:
    frames = [Frame(t, f) for t, f in zip(frame_times(30, SMALL.rate), images(30), strict=True)]
    film = make(frames, blocks(tone(1)), video=SMALL, audio=None)
    assert packets(film.data, tmp_path, "a") == []
    assert len(packets(film.data, tmp_path, "v")) == 30
    plays(film.data, tmp_path)


@pytest.mark.parametrize(
    ("lost", "segments"),
    [
        ({5}, [23, 24, 13]),
        ({23}, [23, 24, 13]),  # the frame that closes the segment
        ({24}, [24, 24, 12]),  # the frame that opens one
        ({22, 23, 24, 25}, [22, 24, 11]),
        (set(range(10, 45)), [10, 16]),  # most of two seconds
    ],
)
def test_lost_frames_leave_their_gap(lost: set[int], segments: list[int], tmp_path: Path) -> None:
    film = film_of(61, without=lost)
    kept = [n for n in range(61) if n not in lost]
    video = packets(film.data, tmp_path, "v")
    assert [packet["pts"] for packet in video] == [3600 * n for n in kept]
    assert film.missed == len(lost)
    assert [segment.frames for segment in film.segments] == segments
    for segment, following in zip(film.segments, film.segments[1:], strict=False):
        assert segment.start < segment.end == following.start
    plays(film.data, tmp_path)
    assert loud(sound_of(film.data)).all()


def test_a_camera_that_trembles_is_taken_at_its_word(tmp_path: Path) -> None:
    times = [t + (n % 5) * 3_000_000 for n, t in enumerate(frame_times(100, SMALL.rate))]
    film = make([Frame(t, f) for t, f in zip(times, images(100), strict=True)], blocks(tone(4.1)), video=SMALL)
    video = packets(film.data, tmp_path, "v")
    assert [packet["pts"] for packet in video] == [3600 * n + (n % 5) * 270 for n in range(100)]
    assert film.missed == 0
    plays(film.data, tmp_path)


def test_a_lost_microphone_is_silence_and_sound_is_back_where_it_belongs(tmp_path: Path) -> None:
    frames = [Frame(t, f) for t, f in zip(frame_times(250, SMALL.rate), images(250), strict=True)]
    sounds = [s for s in blocks(tone(10.1)) if not 3 * SECOND <= s.time - PRESS < 8 * SECOND]
    film = make(frames, sounds, video=SMALL)
    plays(film.data, tmp_path)
    heard = loud(sound_of(film.data))
    assert heard[:30].all()
    assert heard[81:].all()
    assert not heard[31:79].any()


def test_a_microphone_lost_for_good_is_silence_to_the_end(tmp_path: Path) -> None:
    film = film_of(100, seconds=1.5)
    assert len(sound_of(film.data)) == pytest.approx(4 * 48_000, abs=1024)
    assert loud(sound_of(film.data)).nonzero()[0].tolist() == list(range(15))
    assert all(packets(film.init + segment.data, tmp_path, "a") for segment in film.segments)


def test_sound_that_begins_late_begins_where_it_is_heard() -> None:
    frames = [Frame(t, f) for t, f in zip(frame_times(50, SMALL.rate), images(50), strict=True)]
    film = make(frames, blocks(tone(1.5), start=PRESS + SECOND // 2), video=SMALL)
    assert loud(sound_of(film.data)).nonzero()[0].tolist() == list(range(5, 20))


@pytest.mark.parametrize("count", [1, 2, 23, 24, 25, 48])
def test_short_films(count: int, tmp_path: Path) -> None:
    film = film_of(count)
    assert sum(segment.frames for segment in film.segments) == count
    assert len(frames_of(film.data)) == count
    plays(film.data, tmp_path)


def test_no_frame_no_segment() -> None:
    take = FilmEncoder(SMALL, MONO, QUICK, PRESS)
    take.sound(Sound(PRESS, tone(0.02)))
    assert take.frame(Frame(PRESS - 1, images(1)[0])) is None
    assert take.finish() == []
    assert (take.zero, take.frames) == (None, 0)


def test_an_open_segment_is_given_out_when_frames_stay_away() -> None:
    take = FilmEncoder(SMALL, None, QUICK, PRESS)
    for time, frame in zip(frame_times(10, SMALL.rate), images(10), strict=True):
        assert take.frame(Frame(time, frame)) is None
    assert take.overdue(PRESS + SECOND - 1) is None
    segment = take.overdue(PRESS + SECOND)
    assert segment is not None
    assert (segment.start, segment.end, segment.frames) == (0, 400_000_000, 10)
    assert not take.open
    assert take.overdue(PRESS + 9 * SECOND) is None


def test_frames_closer_than_a_tick_keep_their_order() -> None:
    times = [PRESS, PRESS + 1, PRESS + 2, PRESS + 40_000_000]
    film = make([Frame(t, f) for t, f in zip(times, images(4), strict=True)], video=SMALL)
    assert [frame.pts for frame in frames_of(film.data)] == [0, 1, 2, 3600]


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30_000, 1001), Fraction(5), Fraction(1)])
@pytest.mark.parametrize("seed", range(3))
def test_segments_of_a_camera_that_jitters_meet_where_the_journal_says(
    rate: Fraction, seed: int, tmp_path: Path
) -> None:
    """A frame that reaches into the next segment makes players drop that whole segment when they step backwards."""
    chance, video, count = random.Random(seed), VideoFormat(64, 48, rate), round(rate * 8)
    times = [time + chance.randint(-2_000_000, 2_000_000) for time in frame_times(count, rate, PRESS + SECOND)]
    film = make([Frame(*shot) for shot in zip(times, images(count), strict=True)], video=video, audio=None)
    shown = [(int(each["pts"]), int(each["duration"])) for each in packets(film.data, tmp_path, "v")]
    assert len(shown) == count
    [track], at = tracks(film.init), 0
    for segment in film.segments:
        own, at = shown[at : at + segment.frames], at + segment.frames
        alone = packets(film.init + segment.data, tmp_path, "v")
        assert [int(each["pts"]) for each in alone] == [pts for pts, _ in own]
        written = run(segment.data, track)
        assert written.start == own[0][0] >= round(segment.start * 90_000 / SECOND)
        assert written.start + sum(written.durations) == round(segment.end * 90_000 / SECOND)
    expected = [round((time - times[0]) * 90_000 / SECOND) for time in times]
    assert max(abs(pts - wanted) for (pts, _), wanted in zip(shown, expected, strict=True)) <= 361  # 4 ms
