"""Footage plays what ffmpeg finds in the file, in step for ever, whatever the file is like."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from appliance.devices.errors import FootageUnreadable
from appliance.devices.simulated.footage import Footage
from tests.support.footage import footage
from tests.support.odd_films import B_FRAMES, H264, NTSC, digest, ffmpeg, film, heard, pictures_of, sound_of

pytestmark = pytest.mark.process


def test_three_turns_of_real_footage_are_what_ffmpeg_decodes() -> None:
    source = Footage(footage(), 1280, 720)
    expected = pictures_of(footage())
    assert source.rate == 25
    assert source.facts.count == len(expected) == 132
    assert [digest(frame) for frame in islice(source.frames(0), 3 * 132)] == 3 * expected
    reference = sound_of(footage())[: 132 * 1920]
    three = heard(source, 0, 3 * 132 * 1920)
    for samples in np.split(three, 3):
        # AAC fills bands with noise that is never the same twice: loud errors would be ours.
        assert np.abs(samples.astype(int) - reference).max() < 64


def test_frames_and_sound_begin_anywhere() -> None:
    source = Footage(footage(), 1280, 720)
    expected = pictures_of(footage())
    for first in (1, 131, 132, 200, 1_000_000):
        place = first % 132
        assert [digest(frame) for frame in islice(source.frames(first), 3)] == (2 * expected)[place : place + 3]
    reference = np.tile(sound_of(footage())[: 132 * 1920], (2, 1))
    for first in (1, 50_000, 132 * 1920 - 1, 48_000 * 3600):
        place = first % (132 * 1920)
        ours = heard(source, first, 20_000)
        assert np.abs(ours.astype(int) - reference[place : place + 20_000]).max() < 64


@pytest.mark.parametrize("name", ["ntsc.mp4", "ntsc.mkv", "ntsc.ts"])
def test_frames_with_b_frames_come_in_order_from_anywhere(tmp_path: Path, name: str) -> None:
    path = film(tmp_path / name, *B_FRAMES, rate=NTSC)
    source = Footage(path, 320, 240)
    expected = pictures_of(path)
    assert source.facts.count == len(expected) == 90
    assert [digest(frame) for frame in islice(source.frames(0), 180)] == 2 * expected
    assert [digest(frame) for frame in islice(source.frames(90 + 50), 10)] == expected[50:60]


@pytest.mark.parametrize("name", ["one.mp4", "one.png"])
def test_a_single_frame_is_shown_for_ever(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    pixels = "rgb24" if path.suffix == ".png" else "yuv420p"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-frames:v", "1", "-pix_fmt", pixels, path)
    source = Footage(path, 320, 240)
    assert source.facts.count == 1
    frames = list(islice(source.frames(7), 5))
    assert len({digest(frame) for frame in frames}) == 1
    assert len({id(frame) for frame in frames}) == 5


def test_a_variable_rate_becomes_the_nearest_constant_one(tmp_path: Path) -> None:
    path = tmp_path / "variable.mp4"
    thinned = "select='not(eq(mod(n,7),3))'"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=3", "-vf", thinned, "-vsync", "vfr", *H264[:4], path)
    source = Footage(path, 320, 240)
    assert source.rate == 25  # 25.7 on average
    assert source.facts.count in (75, 76)
    assert len({digest(frame) for frame in islice(source.frames(0), source.facts.count)}) > 65


def test_an_encoder_is_free_to_choose_its_own_key_frames() -> None:
    assert {frame.pict_type for frame in islice(Footage(footage(), 1280, 720).frames(0), 60)} == {0}


def test_a_film_with_damage_in_the_middle_keeps_its_length(tmp_path: Path) -> None:
    path = film(tmp_path / "damaged.mp4", *H264)
    whole = Footage(path, 320, 240).facts
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(data)
    source = Footage(path, 320, 240)
    assert source.facts.count == whole.count
    assert sum(1 for _ in islice(source.frames(0), 2 * whole.count)) == 2 * whole.count
    assert len(heard(source, 0, 300_000)) == 300_000


def missing(path: Path) -> None:
    """Nothing is there."""


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("not a film\n" * 1000)


def folder(path: Path) -> None:
    path.mkdir()


def cut(path: Path) -> None:
    film(path, *H264)
    path.write_bytes(path.read_bytes()[:1000])


def without_frames(path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", path)


@pytest.mark.parametrize("broken", [missing, empty, text, folder, cut, without_frames])
def test_what_cannot_be_played_is_named(tmp_path: Path, broken: Callable[[Path], None]) -> None:
    path = tmp_path / "family.mp4"
    broken(path)
    with pytest.raises(FootageUnreadable) as raised:
        Footage(path, 320, 240)
    assert str(path) in str(raised.value)
