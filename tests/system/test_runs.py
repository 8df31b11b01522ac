"""The search for shared runs finds one wherever it lies: a check that could not fail would prove nothing."""

import random

import pytest

from tests.support.runs import RUN, Haystack

pytestmark = pytest.mark.process

NOISE = random.Random(64)
HAY = [NOISE.randbytes(10_000) for _ in range(3)]


@pytest.mark.parametrize("start", [0, 1, 31, 32, 33, 63, 9_936])
@pytest.mark.parametrize("place", [0, 1, 500, 936])
def test_a_run_is_found_wherever_it_lies(start: int, place: int) -> None:
    data = bytearray(NOISE.randbytes(1000))
    data[place : place + RUN] = HAY[1][start : start + RUN]
    found = Haystack(HAY).shared(bytes(data))
    assert found is not None
    assert place <= found <= place + RUN


def test_noise_shares_nothing() -> None:
    assert Haystack(HAY).shared(NOISE.randbytes(100_000)) is None
