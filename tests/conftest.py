"""What a test costs: its module says so by `pytestmark`, or the fixtures do that it asks for."""

import os

import hypothesis
import pytest

pytest_plugins = ["tests.support.fixtures", "tests.support.fault_counts", "tests.support.second_try"]
hypothesis.settings.register_profile("test", deadline=None)
hypothesis.settings.register_profile("quick", max_examples=20, deadline=None)
hypothesis.settings.load_profile("test")
"""`make test` tries the usual hundred examples, `make quick` fewer. Neither fails because a machine is busy."""

PROGRAMS = ("machine", "seaweed", "served", "shared", "sshd", "typage", "versioned")
COSTS = {"browser": "browser"} | dict.fromkeys(PROGRAMS, "process")
"""What the fixtures that parts share cost."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in COSTS.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(COSTS[fixture])
        if item.get_closest_marker("root") and os.geteuid() != 0:
            item.add_marker(pytest.mark.skip(reason="mounts file systems or changes owners: needs root"))
