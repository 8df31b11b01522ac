"""The test card: its clock can be read by machines, its flash and its beep are at the same instant."""

from fractions import Fraction
from itertools import islice

import av
import numpy as np
import pytest

from appliance.devices.simulated.digits import GLYPHS, draw
from appliance.devices.simulated.test_card import TestCard, is_flash, read_clock
from tests.support.odd_films import heard

RATES = [Fraction(25), Fraction(30), Fraction(30_000, 1001), Fraction(50), Fraction(7)]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 360), (320, 180), (318, 238), (64, 48)])
@pytest.mark.parametrize("number", [0, 1, 255, 256, 0xABCDE, 0xFFFFFF])
def test_the_clock_is_readable_at_every_size(size: tuple[int, int], number: int) -> None:
    assert read_clock(TestCard(*size).frame(number)) == number


@pytest.mark.parametrize("number", [0, 1, 1234567])
def test_the_clock_survives_hard_compression_and_scaling(number: int) -> None:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 320, 180, "yuvj420p", Fraction(1, 25)
    encoder.qmin = encoder.qmax = 31
    small = TestCard().frame(number).reformat(320, 180, "yuvj420p")
    [packet] = encoder.encode(small)
    [frame] = av.CodecContext.create("mjpeg", "r").decode(packet)
    assert read_clock(frame.reformat(1280, 720, "yuv420p")) == number


def test_a_frame_without_the_strip_shows_no_clock() -> None:
    frame = av.VideoFrame(320, 180, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([200]) * plane.buffer_size)
    assert read_clock(frame) is None


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_first_frame_of_each_second_is_a_flash(rate: Fraction) -> None:
    card = TestCard(64, 48, rate)
    flashes = [number for number, frame in enumerate(islice(card.frames(0), int(5 * rate))) if is_flash(frame)]
    assert flashes == [-int(-second * rate // 1) for second in range(5)]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_beep_lasts_as_long_as_the_flash(rate: Fraction) -> None:
    card = TestCard(64, 48, rate)
    samples = heard(card, 0, 5 * 48_000)[:, 0]
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 1000)
    starts = np.concatenate([loud[:1], loud[1:][np.diff(loud) > 4800]])
    ends = np.concatenate([loud[:-1][np.diff(loud) > 4800], loud[-1:]])
    flashes = [-int(-second * rate // 1) for second in range(5)]
    assert [start / 48_000 for start in starts] == pytest.approx([float(n / rate) for n in flashes], abs=0.0005)
    assert [end / 48_000 for end in ends] == pytest.approx([float((n + 1) / rate) for n in flashes], abs=0.0005)


def test_the_beep_is_one_kilohertz() -> None:
    beep = heard(TestCard(64, 48, 25), 48_000, 1920)[:, 0]
    assert np.argmax(np.abs(np.fft.rfft(beep))) * 48_000 / len(beep) == pytest.approx(1000)


@pytest.mark.parametrize("first", [1, 959, 48_000, 48_001, 49_000, 50_000, 12_345_678])
def test_sound_begins_anywhere(first: int) -> None:
    card = TestCard(64, 48, Fraction(30_000, 1001), channels=2)
    earlier = max(0, first - 100_000)
    whole = heard(card, earlier, first - earlier + 60_000)
    assert np.array_equal(heard(card, first, 60_000), whole[first - earlier :])
    assert np.array_equal(whole[:, 0], whole[:, 1])


def test_frames_differ_and_begin_anywhere() -> None:
    card = TestCard(320, 180, 25)
    frames = [frame.to_ndarray().tobytes() for frame in islice(card.frames(0), 60)]
    assert len(set(frames)) == 60
    assert next(card.frames(42)).to_ndarray().tobytes() == frames[42]


def test_digits_are_drawn_whole_and_unlike() -> None:
    drawn = set()
    for character in GLYPHS:
        area = np.full((9, 7), 50, np.uint8)
        draw(character, area, 0, 255)
        assert set(np.unique(area)) == {0, 255}
        drawn.add(area.tobytes())
    assert len(drawn) == len(GLYPHS)


def test_digits_leave_an_area_that_is_too_small() -> None:
    area = np.full((8, 100), 50, np.uint8)
    draw("12:34", area, 0, 255)
    assert set(np.unique(area)) == {50}
