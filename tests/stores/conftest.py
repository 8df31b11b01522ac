"""Prints the fault matrix at the end of a run in which it was tried; makes the marker of the Ceph job known."""

import pytest

from tests.stores.matrix import table


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ceph: needs a Ceph cluster on this machine (make test-ceph)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := list(table()):
        terminalreporter.section("fault matrix")
        for line in lines:
            terminalreporter.line(line)
