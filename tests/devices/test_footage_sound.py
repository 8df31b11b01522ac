"""Footage's sound is what ffmpeg hears in the file, and stays where it was beside the frames, turn after turn."""

from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.test_card import TestCard, read_clock
from tests.support.footage import footage
from tests.support.odd_films import B_FRAMES, H264, NTSC, ffmpeg, film, heard, lag, sound_of, turn

pytestmark = pytest.mark.process

ODD: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "ntsc.mp4": (B_FRAMES, {"rate": NTSC, "sound": 44_100}),
    "ntsc.mkv": (B_FRAMES, {"rate": NTSC, "sound": 44_100}),
    "ntsc.ts": (B_FRAMES, {"rate": NTSC}),
    "opus.webm": (("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), {}),
    "mp3.avi": (("-c:v", "mpeg4", "-c:a", "libmp3lame"), {"sound": 44_100}),
    "pcm.mov": (("-c:v", "mjpeg", "-c:a", "pcm_s16le"), {"rate": "50"}),
    "slow.mp4": (H264, {"rate": "5", "seconds": 4}),
}


@pytest.mark.parametrize("name", ODD)
def test_sound_stays_within_a_millisecond_of_the_source(tmp_path: Path, name: str) -> None:
    codecs, how = ODD[name]
    path = film(tmp_path / name, *codecs, **how)
    source = Footage(path, 320, 240)
    assert source.rate == Fraction(how.get("rate", 25))
    reference = sound_of(path)
    for number in (0, 1, 2, 1000):
        assert abs(lag(turn(source, number), reference)) <= 48


@pytest.mark.parametrize(("delay", "of"), [("0.5", "sound"), ("0.5", "frame")])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_stream_that_starts_later_stays_later(tmp_path: Path, delay: str, of: str, suffix: str) -> None:
    plain = film(tmp_path / "plain.mp4", *H264)
    late, early = ("1:a", "0:v") if of == "sound" else ("1:v", "0:a")
    path = tmp_path / f"late.{suffix}"
    ffmpeg("-i", plain, "-itsoffset", delay, "-i", plain, "-map", late, "-map", early, "-c", "copy", path)
    source = Footage(path, 320, 240)
    reference = sound_of(path)
    for number in (0, 1, 2):
        samples = turn(source, number)
        assert abs(lag(samples, reference)) <= 48
        assert np.abs(samples[:20_000]).max() < 100 if of == "sound" else samples[:20_000].max() > 1000


def test_the_clock_of_a_filmed_test_card_never_drifts_from_its_beeps(tmp_path: Path) -> None:
    card, path = TestCard(320, 180, Fraction(30_000, 1001)), tmp_path / "card.mkv"
    raw = tmp_path / "raw"
    raw.write_bytes(b"".join(frame.to_ndarray().tobytes() for frame in islice(card.frames(0), 100)))
    (tmp_path / "sound").write_bytes(heard(card, 0, 170_000).tobytes())
    frames = ("-f", "rawvideo", "-s", "320x180", "-pix_fmt", "yuv420p", "-r", NTSC, "-i", raw)
    beeps = ("-f", "s16le", "-ar", "48000", "-ac", "1", "-i", tmp_path / "sound")
    ffmpeg(*frames, *beeps, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "flac", path)
    source = Footage(path, 320, 180)
    assert [read_clock(frame) for frame in islice(source.frames(0), 300)] == 3 * list(range(100))
    starts = [turn_start + second for turn_start in range(0, 300, 100) for second in (0, 30, 60, 90)]
    samples = np.abs(heard(source, 0, round(300 * 1601.6))[:, 0].astype(int))
    for frame in starts:
        at = round(frame * 1601.6)
        assert samples[max(0, at - 400) : max(0, at - 48)].max(initial=0) == 0
        assert samples[at : at + 48].max() > 500


def test_a_film_without_sound_is_silent(tmp_path: Path) -> None:
    source = Footage(film(tmp_path / "silent.mp4", *H264[:4], sound=0), 320, 240, channels=2)
    samples = heard(source, 12_345, 200_000)
    assert samples.shape == (200_000, 2)
    assert not samples.any()


def test_sound_that_ends_early_is_followed_by_silence(tmp_path: Path) -> None:
    plain = film(tmp_path / "plain.mp4", *H264)
    short = tmp_path / "short.mp4"
    ffmpeg("-i", plain, "-t", "1", "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy", short)
    source = Footage(short, 320, 240)
    samples = np.abs(heard(source, 0, 6 * 48_000).astype(int))
    for start in (0, 3 * 48_000):
        assert samples[start + 4800 : start + 40_000].max() > 1000
        assert samples[start + 60_000 : start + 3 * 48_000 - 100].max() == 0


@pytest.mark.parametrize("channels", [1, 2])
def test_surround_sound_is_mixed_down_as_ffmpeg_does(channels: int) -> None:
    source = Footage(footage(), 1280, 720, channels)
    reference = sound_of(footage(), channels)[:200_000]
    assert np.abs(heard(source, 0, 200_000).astype(int) - reference).max() < 64
