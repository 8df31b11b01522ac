"""Which tests have the machine to themselves: those that measure time on a box that films."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ALONE = {
    "devices",
    *("capture/test_any_devices.py", "capture/test_simulated.py"),
    *("web/test_hostile.py", "web/test_marks.py"),
    *("system/test_faults_simulated.py", "system/test_gone.py", "system/test_power_cut.py"),
    *("system/test_sixty_seconds.py", "system/test_whole_visit.py"),
}
"""Folders and files; all else may run beside other tests."""
assert not [name for name in ALONE if not (HERE / name).exists()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(HERE)
        if ALONE & {path.parts[0], path.as_posix()}:
            item.add_marker(pytest.mark.alone)
