"""The joined film: every clip exactly, cards between them, sound in its place; stock tools and browsers play it."""

import json
from pathlib import Path

import numpy as np
import pytest

from appliance.devices.simulated.test_card import read_clock
from desk.clips.cut import NotInFilm
from desk.handover.joined import CARD, CARD_RATE, Part, _resampled, join
from desk.handover.redaction import Redaction
from desk.handover.title_cards import title_card
from sealed.film.opened import OpenedFilm
from tests.support.clock_films import PER_SEGMENT, SOUND_RATE, filmed, hiss, sealed
from tests.support.making_films import frames_of, images, lag, sound_of
from tests.support.small_films import Box
from tests.support.tabs import tab
from tests.support.watching import packets, silent

pytestmark = pytest.mark.slow

SECOND = 10**9
BOX = Box()
CARDS = CARD * CARD_RATE // SECOND


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[OpenedFilm, OpenedFilm]:
    """The second is of another size."""
    shelf = tmp_path_factory.mktemp("films")
    wide = sealed(BOX, shelf / "wide", filmed(4 * PER_SEGMENT))
    tall = sealed(BOX, shelf / "tall", filmed(4 * PER_SEGMENT, 240, 240))
    return OpenedFilm(wide, [BOX.identity]), OpenedFilm(tall, [BOX.identity])


def starts(film: OpenedFilm) -> list[int]:
    return [time for number in range(len(film.spans)) for time in film.frames(number)] + [film.length]


def part(film: OpenedFilm, first: int, last: int, title: str = "") -> Part:
    times = starts(film)
    return Part(film, times[first], times[last], Redaction(), "", title)


@pytest.fixture(scope="module")
def parts(films: tuple[OpenedFilm, OpenedFilm]) -> list[Part]:
    wide, tall = films
    return [part(wide, 5, 41, "she waits"), part(tall, 10, 30, "then he looks"), part(wide, 60, 90, "#1 *אבא*")]


@pytest.fixture(scope="module")
def film(parts: list[Part]) -> bytes:
    return join(parts)


def test_each_clip_is_there_to_the_frame_behind_its_card(film: bytes, parts: list[Part]) -> None:
    shown = frames_of(film)
    assert len(shown) == 3 * CARDS + 36 + 20 + 30
    assert {(frame.width, frame.height) for frame in shown} == {(320, 180)}
    times = [round((frame.pts or 0) * (frame.time_base or 1) * SECOND) for frame in shown]
    first = shown[CARDS : CARDS + 36]
    assert [read_clock(frame) for frame in first] == list(range(5, 41))
    third = shown[-30:]
    assert [read_clock(frame) for frame in third] == list(range(60, 90))
    of_film = starts(parts[0].film)
    for number, time in enumerate(times[CARDS : CARDS + 36]):
        assert time == pytest.approx(CARD + of_film[5 + number] - of_film[5], abs=2 * SECOND / 90_000)
    begins = parts[0].lasts + parts[1].lasts + CARD
    for number, time in enumerate(times[-30:]):
        assert time == pytest.approx(begins + of_film[60 + number] - of_film[60], abs=2 * SECOND / 90_000)
    second = shown[CARDS + 36 + CARDS].to_ndarray(format="gray").astype(int)
    assert second[:, :60].max() < 40, "black beside a picture of another shape"
    assert second[:, 80:240].std() > 20


def test_sound_lies_under_its_clip_and_silence_under_the_cards(film: bytes, parts: list[Part]) -> None:
    heard = sound_of(film)[:, 0]
    source = hiss(6 * PER_SEGMENT * SOUND_RATE // 25).astype(np.float32)
    card = CARD * SOUND_RATE // SECOND
    assert np.abs(heard[: card - 2048]).max() < 1e-4
    for number, begins in ((0, 0), (2, parts[0].lasts + parts[1].lasts)):
        at = round((begins + CARD) * SOUND_RATE / SECOND)
        piece = heard[at:][: round((parts[number].end - parts[number].start) * SOUND_RATE / SECOND)]
        assert abs(lag(piece, source[round(parts[number].start * SOUND_RATE / SECOND) :][: len(piece)], 4000)) <= 480


@pytest.mark.process
def test_stock_tools_have_nothing_to_complain_of(film: bytes, parts: list[Part], tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film)
    video, audio = json.loads(silent("ffprobe", "-v", "warning", "-show_streams", "-of", "json", path))["streams"]
    assert (video["codec_name"], video["profile"], video["level"], video["has_b_frames"]) == ("h264", "Main", 40, 0)
    assert (audio["codec_name"], audio["profile"]) == ("aac", "LC")
    assert float(video["duration"]) == pytest.approx(sum(part.lasts for part in parts) / SECOND, abs=5e-5)
    assert abs(float(audio["duration"]) - float(video["duration"])) < 0.03
    silent("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-")
    assert len(packets(path, "v")) == 3 * CARDS + 86


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_browsers_play_it_to_its_end(film: bytes, parts: list[Part], kind: str, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(film)
    (tmp_path / "page.html").write_text("<!doctype html><video muted src=film.mp4></video>")
    play = """() => new Promise((done, fail) => { const video = document.querySelector("video");
      video.onended = () => done([video.videoWidth, video.currentTime]); video.playbackRate = 4;
      video.onerror = () => fail(video.error.message); video.play().catch(fail); })"""
    with tab(kind, tmp_path / "profile") as driven:
        driven.goto((tmp_path / "page.html").as_uri())
        width, seconds = driven.evaluate(play)
    assert width == 320
    assert seconds == pytest.approx(sum(part.lasts for part in parts) / SECOND, abs=0.05)


def test_cards_say_what_they_are_given_and_nothing_else(film: bytes) -> None:
    like = images(1, 320, 180)[0]
    cards = [title_card(like, *said).to_ndarray() for said in (("", ""), ("", "she waits"), ("2 of 3", "she waits"))]
    assert len({card.tobytes() for card in cards}) == 3
    assert np.unique(cards[0][:180]).size == 1, "an empty card is a ground alone"
    markup = title_card(like, "", "#panic() $x$ *b* `c`").to_ndarray()
    assert (markup[:180] > 200).any(), "no character of a title is markup"


def test_a_part_without_a_frame_is_named(films: tuple[OpenedFilm, OpenedFilm]) -> None:
    with pytest.raises(NotInFilm):
        join([Part(films[0], films[0].length, films[0].length + 1, Redaction(), "", "")])


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_of_another_rate_lasts_as_long(channels: int) -> None:
    tone = np.sin(np.arange(44_100) * 2 * np.pi * 440 / 44_100).astype(np.float32)[:, None].repeat(channels, 1)
    made = _resampled(tone, 44_100, 48_000)
    assert made.shape[1] == channels
    assert abs(len(made) - 48_000) < 64
    crossings = np.count_nonzero(np.diff(np.signbit(made[:, 0])))
    assert crossings == pytest.approx(880, abs=4)
