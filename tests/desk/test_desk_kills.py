"""A desk that is killed at any moment keeps what it said is saved. `make test-desk` kills a thousand times."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("ATTUNE_TEST_KILLS", "40"))


@pytest.mark.process
@pytest.mark.timeout(3600)
def test_what_was_saved_survives_every_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.killed_desk", str(tmp_path / "root"), str(KILLS), "7"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["kills"] == KILLS
