"""What tests of updates share: a service, an update that it signed, and a box that goes by it."""

from pathlib import Path

import pytest

from provision.service import Service
from tests.support.services import new_service
from tests.support.update_box import UpdateBox
from tests.support.updates import new_update


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return new_service(tmp_path_factory.mktemp("service") / "svc")


@pytest.fixture(scope="module")
def update(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_update(service, tmp_path_factory.mktemp("update")).bundle


@pytest.fixture
def box(service: Service, tmp_path: Path) -> UpdateBox:
    return UpdateBox(tmp_path / "root", service)
