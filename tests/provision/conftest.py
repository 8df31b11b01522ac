"""A service of its own for each test that asks."""

from pathlib import Path

import pytest

from provision.service import Service
from tests.support.services import new_service


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return new_service(tmp_path / "svc")
