"""Where frames and sound lie in a scene."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.devices.simulated.scene import Scene
from appliance.devices.simulated.test_card import TestCard

ORIGIN = 123_456_789_012_345
RATES = [Fraction(25), Fraction(30_000, 1001), Fraction(24_000, 1001), Fraction(60), Fraction(7)]
numbers = st.integers(0, 10**9)


def scene(rate: Fraction = Fraction(25)) -> Scene:
    return Scene(TestCard(64, 48, rate), ORIGIN)


@given(numbers, st.sampled_from(RATES))
def test_a_frame_is_seen_within_half_a_nanosecond_of_its_place(number: int, rate: Fraction) -> None:
    exact = ORIGIN + number * Fraction(10**9) / rate
    assert abs(scene(rate).frame_time(number) - exact) <= Fraction(1, 2)


@given(numbers)
def test_a_sample_is_heard_within_half_a_nanosecond_of_its_place(number: int) -> None:
    exact = ORIGIN + number * Fraction(10**9, 48_000)
    assert abs(scene().sample_time(number) - exact) <= Fraction(1, 2)


@given(numbers, st.sampled_from(RATES))
def test_the_next_frame_is_the_first_not_before_now(number: int, rate: Fraction) -> None:
    at = scene(rate).frame_time(number)
    assert scene(rate).next_frame(at - 1) == number
    assert scene(rate).next_frame(at + 1) == number + 1


@given(numbers)
def test_the_next_sample_is_the_first_not_before_now(number: int) -> None:
    at = scene().sample_time(number)
    assert scene().next_sample(at - 1) == number
    assert scene().next_sample(at + 1) == number + 1


@pytest.mark.parametrize("before", [0, 1, 10**12])
def test_nothing_lies_before_the_beginning(before: int) -> None:
    assert scene().next_frame(ORIGIN - before) == 0
    assert scene().next_sample(ORIGIN - before) == 0


def test_a_scene_begins_when_it_is_first_asked() -> None:
    fresh = Scene(TestCard(64, 48))
    assert fresh.origin == fresh.origin == fresh.frame_time(0) == fresh.sample_time(0)
