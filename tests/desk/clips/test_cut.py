"""Clips begin and end on exactly the chosen frames, by the clock in their pixels, and their sound fits."""

import io
import json
import random
from bisect import bisect_left
from pathlib import Path

import av
import numpy as np
import pytest

from appliance.devices.simulated.test_card import read_clock
from desk.clips.cut import NotInFilm, cut, still
from sealed.film.opened import OpenedFilm
from tests.support.clock_films import PER_SEGMENT, SOUND_RATE, filmed, hiss, sealed
from tests.support.making_films import frames_of, lag, sound_of
from tests.support.small_films import Box
from tests.support.tabs import tab
from tests.support.watching import silent

FRAMES = 40 * PER_SEGMENT
BOX = Box()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> OpenedFilm:
    reel = filmed(FRAMES, older=True)
    return OpenedFilm(sealed(BOX, tmp_path_factory.mktemp("film"), reel), [BOX.identity])


@pytest.fixture(scope="module")
def starts(film: OpenedFilm) -> list[int]:
    """When each frame begins, and where the last ends."""
    return [time for number in range(len(film.spans)) for time in film.frames(number)] + [film.length]


@pytest.mark.slow
@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.player)])
def test_random_clips_are_exact(film: OpenedFilm, starts: list[int], tmp_path: Path, count: int) -> None:
    chance = random.Random(count)
    heard = hiss((FRAMES + 2) * SOUND_RATE // 25).astype(np.float32)
    ends = [(0, 1), (FRAMES - 1, FRAMES), (PER_SEGMENT, 2 * PER_SEGMENT), (PER_SEGMENT - 1, PER_SEGMENT + 1)]
    for first, last in [*ends, *(_any(chance) for _ in range(count - len(ends)))]:
        start, end = starts[first], starts[last]
        data = cut(film, start, end)
        assert [read_clock(frame) for frame in frames_of(data)] == list(range(first, last))
        path = tmp_path / "clip.mp4"
        path.write_bytes(data)
        video, audio = json.loads(silent("ffprobe", "-v", "warning", "-show_streams", "-of", "json", path))["streams"]
        assert (video["codec_name"], video["profile"], video["level"], video["has_b_frames"]) == ("h264", "Main", 40, 0)
        assert (audio["codec_name"], audio["profile"]) == ("aac", "LC")
        assert float(video["duration"]) == pytest.approx((end - start) / 1e9, abs=2e-5)
        silent("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-")
        if last - first > 3:
            sound = sound_of(data)[:, 0]
            source = heard[round(start * SOUND_RATE / 1e9) :][: len(sound)]
            assert abs(lag(sound, source, 4000)) <= SOUND_RATE // 100, "ten milliseconds"


def _any(chance: random.Random) -> tuple[int, int]:
    first = chance.randrange(FRAMES - 1)
    return first, min(first + chance.randint(2, 250), FRAMES)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_browsers_play_a_clip_to_its_end(film: OpenedFilm, starts: list[int], kind: str, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(cut(film, starts[30], starts[60]))
    (tmp_path / "page.html").write_text("<!doctype html><video muted src=clip.mp4></video>")
    play = """() => new Promise((done, fail) => { const video = document.querySelector("video");
      video.onended = () => done([video.videoWidth, video.currentTime]);
      video.onerror = () => fail(video.error.message);
      video.play().catch(fail); })"""
    with tab(kind, tmp_path / "profile") as driven:
        driven.goto((tmp_path / "page.html").as_uri())
        width, seconds = driven.evaluate(play)
    assert width == 320
    assert seconds == pytest.approx((starts[60] - starts[30]) / 1e9, abs=0.05)


def test_a_still_is_the_frame_that_is_seen(film: OpenedFilm, starts: list[int]) -> None:
    for at in (0, starts[100], starts[101] - 1, starts[PER_SEGMENT], film.length - 1):
        with av.open(io.BytesIO(still(film, at)), mode="r") as container:
            shown = read_clock(next(container.decode(video=0)))
        assert shown == bisect_left(starts, at + 1) - 1


def test_a_film_without_a_frame_there_has_no_clip(film: OpenedFilm) -> None:
    for start, end in ((film.length, film.length + 10**9), (10**6, 2 * 10**6)):
        with pytest.raises(NotInFilm):
            cut(film, start, end)
