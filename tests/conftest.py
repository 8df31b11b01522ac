"""Which tests have the machine to themselves: those that measure time on a box that films."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ALONE = {
    *("control", "devices", "system"),
    *("capture/test_any_devices.py", "capture/test_simulated.py", "web/test_hostile.py", "web/test_marks.py"),
}
"""Folders and files; all else may run beside other tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(HERE)
        if ALONE & {path.parts[0], path.as_posix()}:
            item.add_marker(pytest.mark.alone)
