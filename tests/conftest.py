"""Which tests have the machine to themselves: those that measure time on a box that films. The fault matrix's sum."""

from pathlib import Path
from typing import Any

import pytest

from tests.stores.counts import counted, table

pytest_plugins = ["tests.support.fixtures"]

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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Of processes that test side by side, each hands in the faults that it tried."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["faults"] = [[*case, count] for case, count in counted.items()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for kind, fault, said, count in getattr(node, "workeroutput", {}).get("faults", []):
        counted[kind, fault, said] += count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := list(table()):
        terminalreporter.section("fault matrix")
        for line in lines:
            terminalreporter.line(line)
