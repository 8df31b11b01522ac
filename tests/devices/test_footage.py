"""Footage plays what ffmpeg finds in the file, in step for ever, whatever the file is like."""

import struct
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from appliance.devices.errors import FootageUnreadable
from appliance.devices.footage import Footage
from appliance.devices.test_card import TestCard, read_clock
from tests.devices.films import digest, ffmpeg, film, heard, pictures_of, sound_of
from tests.footage import footage

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
B_FRAMES = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "12", "-c:a", "aac")
NTSC = "30000/1001"


def lag(ours, reference, reach=96):
    """By how many samples our sound comes later than the reference, to the best fit."""
    ours, reference = (samples[:, 0].astype(np.int32) for samples in (ours, reference))
    middle = slice(len(ours) // 4, min(len(ours), len(reference)) - 2 * reach)
    misfits = {
        shift: np.abs(ours[middle] - reference[middle.start - shift : middle.stop - shift]).sum()
        for shift in range(-reach, reach + 1)
    }
    return min(misfits, key=misfits.get)


def turn(source, number):
    """The samples of one turn of the loop."""
    length = source.facts.count * 48_000 / source.rate
    start, end = round(number * length), round((number + 1) * length)
    return heard(source, start, end - start)


def test_three_turns_of_real_footage_are_what_ffmpeg_decodes():
    source = Footage(footage(), 1280, 720)
    expected = pictures_of(footage())
    assert source.rate == 25
    assert source.facts.count == len(expected) == 132
    assert [digest(frame) for frame in islice(source.pictures(0), 3 * 132)] == 3 * expected
    reference = sound_of(footage())[: 132 * 1920]
    three = heard(source, 0, 3 * 132 * 1920)
    for samples in np.split(three, 3):
        # AAC fills bands with noise that is never the same twice: loud errors would be ours.
        assert np.abs(samples.astype(int) - reference).max() < 64


def test_pictures_and_sound_begin_anywhere():
    source = Footage(footage(), 1280, 720)
    expected = pictures_of(footage())
    for first in (1, 131, 132, 200, 1_000_000):
        place = first % 132
        assert [digest(frame) for frame in islice(source.pictures(first), 3)] == (2 * expected)[place : place + 3]
    reference = np.tile(sound_of(footage())[: 132 * 1920], (2, 1))
    for first in (1, 50_000, 132 * 1920 - 1, 48_000 * 3600):
        place = first % (132 * 1920)
        ours = heard(source, first, 20_000)
        assert np.abs(ours.astype(int) - reference[place : place + 20_000]).max() < 64


ODD = {
    "ntsc.mp4": (B_FRAMES, {"rate": NTSC, "sound": 44_100}),
    "ntsc.mkv": (B_FRAMES, {"rate": NTSC, "sound": 44_100}),
    "ntsc.ts": (B_FRAMES, {"rate": NTSC}),
    "opus.webm": (("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), {}),
    "mp3.avi": (("-c:v", "mpeg4", "-c:a", "libmp3lame"), {"sound": 44_100}),
    "pcm.mov": (("-c:v", "mjpeg", "-c:a", "pcm_s16le"), {"rate": "50"}),
    "slow.mp4": (H264, {"rate": "5", "seconds": 4}),
}


@pytest.mark.parametrize("name", ODD)
def test_sound_stays_within_a_millisecond_of_the_source(tmp_path, name):
    codecs, how = ODD[name]
    path = film(tmp_path / name, *codecs, **how)
    source = Footage(path, 320, 240)
    assert source.rate == Fraction(how.get("rate", 25))
    reference = sound_of(path)
    for number in (0, 1, 2, 1000):
        assert abs(lag(turn(source, number), reference)) <= 48


@pytest.mark.parametrize("name", ["ntsc.mp4", "ntsc.mkv", "ntsc.ts"])
def test_pictures_with_b_frames_come_in_order_from_anywhere(tmp_path, name):
    path = film(tmp_path / name, *B_FRAMES, rate=NTSC)
    source = Footage(path, 320, 240)
    expected = pictures_of(path)
    assert source.facts.count == len(expected) == 90
    assert [digest(frame) for frame in islice(source.pictures(0), 180)] == 2 * expected
    assert [digest(frame) for frame in islice(source.pictures(90 + 50), 10)] == expected[50:60]


@pytest.mark.parametrize(("delay", "of"), [("0.5", "sound"), ("0.5", "picture")])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_stream_that_starts_later_stays_later(tmp_path, delay, of, suffix):
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


def test_the_clock_of_a_filmed_test_card_never_drifts_from_its_beeps(tmp_path):
    card, path = TestCard(320, 180, Fraction(30_000, 1001)), tmp_path / "card.mkv"
    raw = tmp_path / "raw"
    raw.write_bytes(b"".join(frame.to_ndarray().tobytes() for frame in islice(card.pictures(0), 100)))
    (tmp_path / "sound").write_bytes(heard(card, 0, 170_000).tobytes())
    pictures = ("-f", "rawvideo", "-s", "320x180", "-pix_fmt", "yuv420p", "-r", NTSC, "-i", raw)
    beeps = ("-f", "s16le", "-ar", "48000", "-ac", "1", "-i", tmp_path / "sound")
    ffmpeg(*pictures, *beeps, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "flac", path)
    source = Footage(path, 320, 180)
    assert [read_clock(frame) for frame in islice(source.pictures(0), 300)] == 3 * list(range(100))
    starts = [turn_start + second for turn_start in range(0, 300, 100) for second in (0, 30, 60, 90)]
    samples = np.abs(heard(source, 0, round(300 * 1601.6))[:, 0].astype(int))
    for picture in starts:
        at = round(picture * 1601.6)
        assert samples[max(0, at - 400) : max(0, at - 48)].max(initial=0) == 0
        assert samples[at : at + 48].max() > 500


def test_a_film_without_sound_is_silent(tmp_path):
    source = Footage(film(tmp_path / "silent.mp4", *H264[:4], sound=0), 320, 240, channels=2)
    samples = heard(source, 12_345, 200_000)
    assert samples.shape == (200_000, 2)
    assert not samples.any()


def test_sound_that_ends_early_is_followed_by_silence(tmp_path):
    plain = film(tmp_path / "plain.mp4", *H264)
    short = tmp_path / "short.mp4"
    ffmpeg("-i", plain, "-t", "1", "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy", short)
    source = Footage(short, 320, 240)
    samples = np.abs(heard(source, 0, 6 * 48_000).astype(int))
    for start in (0, 3 * 48_000):
        assert samples[start + 4800 : start + 40_000].max() > 1000
        assert samples[start + 60_000 : start + 3 * 48_000 - 100].max() == 0


@pytest.mark.parametrize("channels", [1, 2])
def test_surround_sound_is_mixed_down_as_ffmpeg_does(channels):
    source = Footage(footage(), 1280, 720, channels)
    reference = sound_of(footage(), channels)[:200_000]
    assert np.abs(heard(source, 0, 200_000).astype(int) - reference).max() < 64


@pytest.mark.parametrize("name", ["one.mp4", "one.png"])
def test_a_single_picture_is_shown_for_ever(tmp_path, name):
    path = tmp_path / name
    pixels = "rgb24" if path.suffix == ".png" else "yuv420p"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-frames:v", "1", "-pix_fmt", pixels, path)
    source = Footage(path, 320, 240)
    assert source.facts.count == 1
    frames = list(islice(source.pictures(7), 5))
    assert len({digest(frame) for frame in frames}) == 1
    assert len({id(frame) for frame in frames}) == 5


@pytest.mark.parametrize(
    ("matrix", "upright", "size"),
    [
        ((0, 1, -1, 0), "transpose=clock", (240, 320)),
        ((0, -1, 1, 0), "transpose=cclock", (240, 320)),
        ((-1, 0, 0, -1), "vflip,hflip", (320, 240)),
    ],
)
def test_a_turned_film_is_shown_upright(tmp_path, matrix, upright, size):
    """A phone writes how it was held into the track's matrix (ISO 14496-12, 8.3.2)."""
    path = film(tmp_path / "turned.mp4", *H264[:4], sound=0)
    raw = ffmpeg("-i", path, "-vf", upright, "-pix_fmt", "yuv420p", "-frames:v", "1", "-f", "rawvideo", "-")
    data = bytearray(path.read_bytes())
    a, b, c, d = (value << 16 for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    shown = next(Footage(path, *size).pictures(0)).to_ndarray()
    assert shown.tobytes() == raw


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [("321x241", (0, 320), (0, 240)), ("160x240", (80, 240), (0, 240)), ("640x240", (0, 320), (60, 180))],
)
def test_other_shapes_are_letterboxed(tmp_path, size, columns, rows):
    path = tmp_path / "white.mkv"
    ffmpeg("-f", "lavfi", "-i", f"color=white:s={size}:d=0.2", "-c:v", "ffv1", "-pix_fmt", "yuv444p", path)
    frame = next(Footage(path, 320, 240).pictures(0))
    assert (frame.format.name, frame.width, frame.height) == ("yuv420p", 320, 240)
    luma = frame.to_ndarray()[:240]
    white = np.zeros((240, 320), bool)
    white[slice(*rows), slice(*columns)] = True
    assert (luma[white] > 200).all()
    assert (luma[~white] == 16).all()


def test_wide_pixels_are_shown_wide(tmp_path):
    path = tmp_path / "anamorphic.mkv"
    ffmpeg("-f", "lavfi", "-i", "color=white:s=160x240:d=0.2,setsar=2/1", "-c:v", "ffv1", path)
    assert (next(Footage(path, 320, 240).pictures(0)).to_ndarray()[:240] > 200).all()


def test_a_variable_rate_becomes_the_nearest_constant_one(tmp_path):
    path = tmp_path / "variable.mp4"
    thinned = "select='not(eq(mod(n,7),3))'"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=3", "-vf", thinned, "-vsync", "vfr", *H264[:4], path)
    source = Footage(path, 320, 240)
    assert source.rate == 25  # 25.7 on average
    assert source.facts.count in (75, 76)
    assert len({digest(frame) for frame in islice(source.pictures(0), source.facts.count)}) > 65


def test_an_encoder_is_free_to_choose_its_own_key_frames():
    assert {frame.pict_type for frame in islice(Footage(footage(), 1280, 720).pictures(0), 60)} == {0}


def test_a_film_with_damage_in_the_middle_keeps_its_length(tmp_path):
    path = film(tmp_path / "damaged.mp4", *H264)
    whole = Footage(path, 320, 240).facts
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(data)
    source = Footage(path, 320, 240)
    assert source.facts.count == whole.count
    assert sum(1 for _ in islice(source.pictures(0), 2 * whole.count)) == 2 * whole.count
    assert len(heard(source, 0, 300_000)) == 300_000


def missing(path):
    """Nothing is there."""


def empty(path):
    path.touch()


def text(path):
    path.write_text("not a film\n" * 1000)


def folder(path):
    path.mkdir()


def cut(path):
    film(path, *H264)
    path.write_bytes(path.read_bytes()[:1000])


def without_pictures(path):
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", path)


@pytest.mark.parametrize("broken", [missing, empty, text, folder, cut, without_pictures])
def test_what_cannot_be_played_is_named(tmp_path, broken):
    path = tmp_path / "family.mp4"
    broken(path)
    with pytest.raises(FootageUnreadable) as raised:
        Footage(path, 320, 240)
    assert str(path) in str(raised.value)
