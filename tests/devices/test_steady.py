"""The times of sound: freed of jitter, true to the sound card's drift, and honest about loss."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.devices.steady import MOST_DRIFT, SECOND, ClockOffset, SteadyTime

RATE = 48_000
BLOCK = 960
HOUR = 3600 * RATE // BLOCK


@dataclass
class Card:
    """A sound card whose clock is off by `ppm`, and whose driver's times are off by up to `jitter` ns."""

    ppm: float = 0.0
    jitter: int = 0
    seed: int = 1
    start: int = 5 * SECOND

    def blocks(self, count, lost_at=-1, lost=0):
        """(true time, measured time) of each block; `lost` blocks are missing before block `lost_at`."""
        random = Random(self.seed)
        length = BLOCK * SECOND / RATE * (1 + self.ppm / 1e6)
        for number in range(count):
            true = self.start + (number + (lost if number >= lost_at >= 0 else 0)) * length
            yield true, round(true + random.uniform(-self.jitter, self.jitter))


def errors(card, count, **loss):
    steady = SteadyTime(RATE)
    return steady, [steady.time(measured, BLOCK) - true for true, measured in card.blocks(count, **loss)]


@settings(max_examples=30, deadline=None)
@given(st.floats(-300, 300), st.integers(0, 3_000_000), st.integers(0, 2**32))
def test_times_stay_true_under_drift_and_jitter(ppm, jitter, seed):
    steady, off = errors(Card(ppm, jitter, seed), HOUR // 20)
    assert max(map(abs, off)) < jitter + 700_000
    assert max(map(abs, off[1500:])) < 600_000
    assert steady.drift * 1e6 == pytest.approx(ppm, abs=60)
    assert steady.lost == 0


def test_block_follows_block_without_jumps():
    steady = SteadyTime(RATE)
    times = [steady.time(measured, BLOCK) for _, measured in Card(200, 2_000_000).blocks(2000)]
    steps = [after - before for before, after in pairwise(times[200:])]
    assert max(abs(step - 20_004_000) for step in steps) < 60_000


def test_a_late_thread_is_no_loss():
    steady = SteadyTime(RATE)
    for number, (true, measured) in enumerate(Card().blocks(1000)):
        late = 40_000_000 if number % 50 == 7 else 0
        assert abs(steady.time(measured + late, BLOCK) - true) < 100_000
    assert steady.lost == 0


@pytest.mark.parametrize("overflow", [True, False])
@pytest.mark.parametrize("lost", [1, 3, 250])
def test_loss_shows_as_a_jump(lost, overflow):
    steady = SteadyTime(RATE)
    off = []
    for number, (true, measured) in enumerate(Card(200, 200_000).blocks(1500, lost_at=1000, lost=lost)):
        off.append(abs(steady.time(measured, BLOCK, overflow and number == 1000) - true))
    assert max(off[1000 if overflow else 1002 :]) < 1_000_000
    assert steady.lost == pytest.approx(lost * 20_004_000, abs=1_000_000)


def test_a_wrong_rate_is_seen():
    for ppm, wrong in ((0, False), (500, False), (-500, False), (88_000, True), (-81_000, True)):
        steady, _ = errors(Card(ppm), 3000)
        assert steady.wrong_rate is wrong, ppm
        assert abs(steady.drift) <= MOST_DRIFT


def test_an_hour_needs_no_memory_of_it():
    steady, off = errors(Card(-200, 500_000), HOUR)
    assert max(map(abs, off[1500:])) < 200_000
    assert steady.drift * 1e6 == pytest.approx(-200, abs=20)


def test_the_offset_of_another_clock_is_its_smallest():
    random = Random(3)
    offset = ClockOffset()
    for number in range(500):
        now, waited = number / 50, random.expovariate(1000)
        found = offset.offset(now + waited, now + 1000)
        assert -1000 <= found <= -1000 + (waited if number < 50 else 0.000_3)


def test_the_offset_follows_a_clock_that_is_set():
    offset = ClockOffset()
    for number in range(100):
        assert offset.offset(number / 50, number / 50 + 1000) == pytest.approx(-1000)
    for number in range(100, 200):
        assert offset.offset(number / 50, number / 50 + 7000) == pytest.approx(-7000)
    for number in range(200, 300):
        assert offset.offset(number / 50, number / 50 + 1000) == pytest.approx(-1000)
