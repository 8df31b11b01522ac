"""Counts the fault matrix: how often which fault at which store ended how. A pytest plugin; prints it at the end."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

counted: Counter[tuple[str, str, str]] = Counter()
"""How often (store, fault, outcome)."""


def table() -> Iterator[str]:
    """The count of all trials, a line each."""
    for (kind, fault, said), count in sorted(counted.items()):
        yield f"{count:4}  {kind:<8}{fault:<36}{said}"
    if counted:
        yield f"{sum(counted.values()):4}  faults in all: no false receipt, no film lost"


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
