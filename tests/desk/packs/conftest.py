"""Two desks, and the family's consent to supervision."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.packing import TwoDesks, two_desks


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[TwoDesks]:
    made = two_desks(tmp_path)
    made.consent()
    yield made
    time.tzset()
