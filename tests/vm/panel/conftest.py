"""These run in the virtual machine (tests/vm/test_panel_contract.py); outside it, each is skipped."""

import os
from pathlib import Path

import pytest

IN_VM = bool(os.environ.get("ATTUNE_IN_VM"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not IN_VM:
            item.add_marker(pytest.mark.skip(reason="runs in the virtual machine: make test-vm"))
