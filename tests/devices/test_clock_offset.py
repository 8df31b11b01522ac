"""The offset between two clocks, though readings are late and clocks are set."""

from random import Random

import pytest

from appliance.devices.real.clock_offset import ClockOffset


def test_the_offset_of_another_clock_is_its_smallest() -> None:
    random = Random(3)
    offset = ClockOffset()
    for number in range(500):
        now, waited = number / 50, random.expovariate(1000)
        found = offset.offset(now + waited, now + 1000)
        assert -1000 <= found <= -1000 + (waited if number < 50 else 0.000_3)


def test_the_offset_follows_a_clock_that_is_set() -> None:
    offset = ClockOffset()
    for number in range(100):
        assert offset.offset(number / 50, number / 50 + 1000) == pytest.approx(-1000)
    for number in range(100, 200):
        assert offset.offset(number / 50, number / 50 + 7000) == pytest.approx(-7000)
    for number in range(200, 300):
        assert offset.offset(number / 50, number / 50 + 1000) == pytest.approx(-1000)
