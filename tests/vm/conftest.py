"""A virtual appliance that has been built. Outside `make test-vm` these tests are skipped, and say so."""

import os
from pathlib import Path

import pytest

READY = "ATTUNE_VM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("vm")
            if READY not in os.environ and "ATTUNE_IN_VM" not in os.environ:
                item.add_marker(pytest.mark.skip(reason="boots the appliance in an emulated machine: make test-vm"))
