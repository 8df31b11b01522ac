"""A sound card drifts away from the camera: its sound stays by the frame, without gaps."""

import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.capture.drifting import Loss, card, pulses

BOUND = 0.015
HOURS = 3 * 3600


@pytest.mark.slow
@pytest.mark.parametrize("drift", [200e-6, -200e-6])
def test_three_hours(drift: float) -> None:
    chance = random.Random(3)
    loss = (4000.0, 4005.0)
    errors = pulses(card(HOURS, drift, lambda: chance.uniform(-0.005, 0.005), [loss]), HOURS)
    lost = set(range(4000, 4005))
    assert set(errors) >= set(range(HOURS - 1)) - lost
    assert not set(errors) & lost
    assert max(map(abs, errors.values())) < BOUND / 3


def test_a_perfect_card_is_left_alone() -> None:
    errors = pulses(card(60, 0.0, lambda: 0.0, []), 60)
    assert errors == dict.fromkeys(range(60), 0.0)


def test_drift_alone_is_followed_within_a_millisecond() -> None:
    errors = pulses(card(300, 200e-6, lambda: 0.0, []), 300)
    assert max(map(abs, errors.values())) < 0.001


def test_without_correction_it_would_drift_apart() -> None:
    """The measure itself can fail: a card that is believed to be perfect is 60 ms off after five minutes."""
    straight = card(300, 200e-6, lambda: 0.0, [])
    first = next(straight)
    unheeded = (
        type(first)(first.time + number * 20_000_000, sound.samples) for number, sound in enumerate(straight, 1)
    )
    errors = pulses(unheeded, 300)
    assert max(map(abs, errors.values())) > 0.05


def test_late_callbacks_now_and_then_move_nothing() -> None:
    chance = random.Random(8)
    errors = pulses(card(300, 50e-6, lambda: 0.08 if chance.random() < 0.01 else 0.0, []), 300)
    assert len(errors) >= 299
    assert max(map(abs, errors.values())) < 0.002


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    drift=st.floats(-250e-6, 250e-6),
    jitter=st.floats(0, 0.005),
    gaussian=st.booleans(),
    losses=st.lists(st.tuples(st.floats(5, 85), st.floats(0.02, 8)), max_size=3),
    seed=st.integers(0, 2**32),
)
@example(drift=200e-6, jitter=0.005, gaussian=True, losses=[(30.0, 0.03)], seed=1)
@example(drift=0.0, jitter=0.0, gaussian=False, losses=[(30.0, 0.02), (40.0, 5.0)], seed=1)
def test_drift_jitter_and_loss(drift: float, jitter: float, gaussian: bool, losses: list[Loss], seed: int) -> None:
    generator = np.random.default_rng(seed)
    spans = [(start, start + length) for start, length in losses]

    def tremble() -> float:
        return float(generator.normal(0, jitter / 2) if gaussian else generator.uniform(-jitter, jitter))

    errors = pulses(card(100, drift, tremble, spans), 100)
    # A loss that the jitter could hide is certain half a second later.
    near = [(start - 0.1, end + (0.1 if end - start > 0.1 else 0.6)) for start, end in spans]
    clear = {n for n in range(99) if not any(start <= n + 0.5 <= end for start, end in near)}
    assert set(errors) >= clear
    assert max(abs(errors[second]) for second in clear) < BOUND
