"""Sound on the film's timeline: to the sample where the clocks agree; gaps and overlaps where they belong."""

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.capture.settings import SECOND, AudioFormat
from appliance.capture.timeline import Timeline, joined
from appliance.devices.protocols import Sound
from tests.support.making_films import MONO, PRESS, Samples, blocks

RATE = MONO.rate


def noise(seconds: float, channels: int = 1) -> Samples:
    generator = np.random.default_rng(20)
    return generator.integers(-32768, 32768, (round(seconds * RATE), channels)).astype(np.int16)


def samples_of(frames: list[av.AudioFrame]) -> Samples:
    """What came out, as it went in; the frames must follow each other from time 0."""
    at = 0
    for frame in frames:
        assert frame.pts == at
        at += frame.samples
    joined = np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T * np.float32(32768)
    assert np.array_equal(joined, np.round(joined))
    return joined.astype(np.int16)


def lay(sounds: list[Sound], seconds: float, form: AudioFormat = MONO) -> Samples:
    timeline, end = Timeline(form, PRESS), round(seconds * SECOND)
    frames = [frame for sound in sounds for frame in timeline.add(sound, end)]
    return samples_of(frames + timeline.finish(end))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("size", [960, 1024, 333])
def test_agreeing_clocks_change_no_sample(channels: int, size: int) -> None:
    source = noise(3, channels)
    out = lay(blocks(source, size=size), 3, AudioFormat(RATE, channels))
    assert np.array_equal(out, source)


def test_joined_blocks_are_the_same_sound() -> None:
    source = noise(2)
    sounds = [sound for number, sound in enumerate(blocks(source)) if number not in {10, 11, 50}]
    few = list(joined(sounds, RATE))
    assert [sound.time for sound in few] == [PRESS, PRESS + 240_000_000, PRESS + 1_020_000_000]
    assert np.array_equal(lay(few, 2), lay(sounds, 2))
    assert list(joined([], RATE)) == []


def test_sound_before_time_zero_is_cut_to_the_sample() -> None:
    source = noise(2)
    out = lay(blocks(source, start=PRESS - 123_456_789), 1.5)
    assert np.array_equal(out, source[round(0.123456789 * RATE) :][: round(1.5 * RATE)])


def test_a_late_beginning_and_a_gap_are_silence() -> None:
    source = noise(3)
    start = PRESS + 250_000_000
    sounds = [s for s in blocks(source, start=start) if not SECOND <= s.time - start < 2 * SECOND]
    out = lay(sounds, 3.25)
    expected = np.concatenate([np.zeros((12_000, 1), np.int16), source])
    expected[12_000 + RATE : 12_000 + 2 * RATE] = 0
    assert np.array_equal(out, expected)


def test_sound_that_comes_twice_is_kept_once() -> None:
    source = noise(2)
    sounds = blocks(source)
    again = [*sounds[:50], *sounds[45:]]
    assert np.array_equal(lay(again, 2), source)


def test_what_is_missing_at_the_end_is_silence_and_what_is_over_is_cut() -> None:
    source = noise(1)
    assert np.array_equal(lay(blocks(source), 0.7), source[: round(0.7 * RATE)])
    longer = lay(blocks(source), 1.3)
    assert np.array_equal(longer[:RATE], source)
    assert not longer[RATE:].any()
    assert len(longer) == round(1.3 * RATE)


def test_silence_can_be_filled_in_ahead_of_late_sound() -> None:
    source = noise(2)
    timeline = Timeline(MONO, PRESS)
    sounds = blocks(source)
    frames = [frame for sound in sounds[:25] for frame in timeline.add(sound)]
    frames += timeline.fill(SECOND)
    frames += [frame for sound in sounds[25:] for frame in timeline.add(sound)]
    out = samples_of(frames + timeline.finish(2 * SECOND))
    assert not out[RATE // 2 : RATE].any()
    assert np.array_equal(out[:24_000], source[:24_000])
    assert np.array_equal(out[RATE:], source[RATE:])


@settings(max_examples=30, deadline=None)
@given(
    lost=st.sets(st.integers(0, 99), max_size=40),
    start=st.integers(-400_000, 400_000),
    size=st.sampled_from([480, 960, 1000]),
)
def test_whatever_is_lost_the_rest_stands_at_its_sample(lost: set[int], start: int, size: int) -> None:
    source = noise(2)
    offset = start * 1000
    sounds = blocks(source, start=PRESS + offset, size=size)
    kept = [sound for number, sound in enumerate(sounds) if number not in lost]
    if not kept:
        return
    expected = np.zeros((round(2.5 * RATE), 1), np.int16)
    shift = round(offset * RATE / SECOND)
    for number, sound in enumerate(sounds):
        begin = number * size + shift
        cut = max(0, -begin)
        if number not in lost and cut < len(sound.samples):
            expected[begin + cut : begin + len(sound.samples)] = sound.samples[cut:]
    out = lay(kept, 2.5)
    # A gap is filled to the nearest sample, so what follows it may stand one sample off.
    assert any(np.array_equal(out[1:-1], np.roll(expected, by, axis=0)[1:-1]) for by in (0, 1, -1))
