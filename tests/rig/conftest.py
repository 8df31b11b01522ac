"""What the tests in the rig stand on; outside it, each of them is skipped and says how to run it."""

import os
from pathlib import Path

import pytest

IN_RIG = bool(os.environ.get("ATTUNE_IN_RIG"))

if IN_RIG:
    # Before anything imports picamera2.
    from tests.rig import virtualpi


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("rig")
            if not IN_RIG:
                item.add_marker(pytest.mark.skip(reason="runs in the rig: make test-rig"))


@pytest.fixture
def sensor():
    """The virtual camera's physical side; mended afterwards."""
    virtualpi.camera.mend()
    yield virtualpi.camera
    virtualpi.camera.mend()
    virtualpi.camera.scene = None
