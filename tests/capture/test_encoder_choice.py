"""Which encoder films, and that one which holds frames back and hides its headers makes the same kind of film.

There is no Pi here. Such an encoder is x264 too, if it may look ahead and is asked for no global headers.
"""

import logging
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest

from appliance.capture.encoder_choice import HARDWARE, X264, EncoderChoice, choose, headers, tried
from appliance.capture.errors import UnfitEncoder
from appliance.capture.settings import EncoderSettings
from appliance.devices.protocols import Frame
from tests.capture.by_hand import Rig
from tests.capture.test_film_encoder import SMALL, tone
from tests.support.making_films import MONO, blocks, frame_times, frames_of, images, make, plays, sound_of

AHEAD = {"preset": "ultrafast", "bf": "0", "rc-lookahead": "5", "sync-lookahead": "0", "sc_threshold": "0"}
LATE = EncoderChoice("libx264", MappingProxyType(AHEAD | {"x264-params": "mbtree=1:bframes=0"}))
DEAF = EncoderChoice("mpeg4")
STUBBORN = EncoderChoice(
    "libx265", MappingProxyType({"preset": "ultrafast", "x265-params": "log-level=none:bframes=0"})
)
RATE = Fraction(25)


def test_without_the_device_x264_films_and_it_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert choose("auto", 1280, 720, RATE) is X264
        assert choose("v4l2m2m", 1280, 720, RATE) is X264
    assert [(record.levelname, HARDWARE.name in record.message) for record in caplog.records] == [
        ("INFO", True),
        ("WARNING", True),
    ]


def test_x264_is_taken_without_a_trial_when_it_is_wanted() -> None:
    assert choose("libx264", 0, 0, RATE, LATE) is X264


def test_an_encoder_that_is_fit_is_taken_with_its_headers() -> None:
    coder = choose("auto", SMALL.width, SMALL.height, RATE, LATE)
    assert (coder.name, coder.options) == (LATE.name, LATE.options)
    assert headers(coder.headers) == coder.headers


def test_one_without_headers_is_not_fit() -> None:
    with pytest.raises(UnfitEncoder):
        tried(DEAF, SMALL.width, SMALL.height, RATE)
    assert choose("auto", SMALL.width, SMALL.height, RATE, DEAF) is X264


@pytest.mark.process
@pytest.mark.parametrize("count", [1, 3, 24, 60, 73])
def test_a_film_by_an_encoder_that_holds_frames_back(count: int, tmp_path: Path) -> None:
    coder = tried(LATE, SMALL.width, SMALL.height, RATE)
    frames = [Frame(*both) for both in zip(frame_times(count, RATE), images(count), strict=True)]
    film = make(frames, blocks(tone(count / 25)), video=SMALL, audio=MONO, settings=EncoderSettings(coder=coder))
    assert [segment.frames for segment in film.segments] == [24] * (count // 24) + [count % 24] * (count % 24 > 0)
    assert [segment.start for segment in film.segments] == [24 * 40_000_000 * n for n in range(len(film.segments))]
    decoded = frames_of(film.data)
    assert [frame.pts for frame in decoded] == [3600 * n for n in range(count)]
    assert len(sound_of(film.data)) == pytest.approx(count * 1920, abs=1024)
    assert all(frames_of(film.init + segment.data)[0].key_frame for segment in film.segments)
    plays(film.data, tmp_path)


def test_one_that_makes_no_key_frames_when_it_is_asked_is_not_fit() -> None:
    with pytest.raises(UnfitEncoder, match="no key frames"):
        tried(STUBBORN, SMALL.width, SMALL.height, RATE)


def test_a_segment_that_would_begin_without_a_key_frame_is_refused() -> None:
    frames = [Frame(*both) for both in zip(frame_times(60, RATE), images(60), strict=True)]
    with pytest.raises(UnfitEncoder, match="without a key frame"):
        make(frames, blocks(tone(2.4)), video=SMALL, audio=MONO, settings=EncoderSettings(coder=STUBBORN))


@pytest.mark.process
def test_an_encoder_that_makes_no_key_frame_in_mid_film_ends_it_and_films_no_more(tmp_path: Path) -> None:
    rig = Rig(microphone=False, settings=EncoderSettings(coder=STUBBORN))
    rig.capture.open(rig.told)
    first = rig.begin()
    rig.play(60)
    rig.told.wait_for("encoding-failed")
    ended = rig.capture.end(None)
    assert (ended.frames, [segment.frames for segment in first.segments]) == (24, [24])
    assert len(frames_of(first.data)) == 24
    second = rig.begin()
    rig.play(60)
    assert rig.capture.end(None).error is None
    rig.capture.close()
    assert [segment.frames for segment in second.segments] == [24, 24, 12]
    plays(second.data, tmp_path)
