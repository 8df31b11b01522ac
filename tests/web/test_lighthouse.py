"""Lighthouse on the visit page, with its own mobile throttling: accessibility 100, performance at least 95."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.browsing import ARGUMENTS, PAIRED
from tests.support.standin import StandIn
from tests.support.world import film

pytestmark = pytest.mark.quiet

LIGHTHOUSE = Path(__file__).parents[1] / "interop" / "node_modules" / "lighthouse" / "cli" / "index.js"

AGAIN = "Please run Lighthouse again"
"""What it says of a browser that was slow to start: it missed the beginning, and has measured nothing."""
TRIES = 3


def scores(address: str, folder: Path) -> dict[str, float]:
    """What Lighthouse gives the page, from 0 to 1."""
    assert LIGHTHOUSE.exists(), "Lighthouse is missing: npm install --prefix tests/interop"
    out = folder / "lighthouse.json"
    command = [
        "node", str(LIGHTHOUSE), f"{address}/", "--quiet", "--output=json", f"--output-path={out}",
        "--only-categories=accessibility,performance", f"--chrome-flags={' '.join(ARGUMENTS)}",
        "--extra-headers=" + json.dumps({"Cookie": f"attune={PAIRED}"}),
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium")), "HOME": str(folder)}
    for _ in range(TRIES):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=120)
        if AGAIN not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text())
    assert found["finalDisplayedUrl"] == f"{address}/", "it saw the visit, not the pairing page"
    return {name: category["score"] for name, category in found["categories"].items()}


@pytest.mark.slow
@pytest.mark.parametrize("state", ["ready", "filming"])
def test_the_visit_page(served: str, standin: StandIn, tmp_path: Path, state: str) -> None:
    with standin.changing() as world:
        world.films = [film()]
        world.state, world.began = state, time.monotonic() - 60
    found = scores(served, tmp_path)
    print(state, found)
    assert found["accessibility"] == 1.0
    assert found["performance"] >= 0.95
