"""Prints the fault matrix at the end of a run in which it was tried."""

import pytest

from tests.stores.matrix import table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := list(table()):
        terminalreporter.section("fault matrix")
        for line in lines:
            terminalreporter.line(line)
