"""A test of a browser or of the rig has a second try, and a run few of them (docs/decisions/0032)."""

import pytest

TWICE = {"browser", "rig"}
ONCE = "alone"
"""What measures a promise keeps it at the first try, in a browser too."""
MOST_RERUNS = 3


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        costs = {mark.name for mark in item.iter_markers()}
        if costs & TWICE and ONCE not in costs:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and exitstatus == pytest.ExitCode.OK and len(reporter.stats.get("rerun", ())) > MOST_RERUNS:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
