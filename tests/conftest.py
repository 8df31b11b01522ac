"""Which tests have the machine to themselves: those that measure time on a box that films. The fault matrix's sum."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.support.fixtures", "tests.support.fault_counts"]

HERE = Path(__file__).parent
ALONE = {
    *("devices/test_panel.py", "devices/test_simulated.py"),
    *("capture/test_any_devices.py", "capture/test_simulated.py"),
    *("web/test_hostile.py", "web/test_marks.py"),
    *("system/test_faults_simulated.py", "system/test_gone.py", "system/test_power_cut.py"),
    *("system/test_sixty_seconds.py", "system/test_whole_visit.py"),
}
"""All others may run beside each other."""
assert not [name for name in ALONE if not (HERE / name).exists()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(HERE).as_posix() in ALONE:
            item.add_marker(pytest.mark.alone)
