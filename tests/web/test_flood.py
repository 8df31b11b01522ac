"""A flood of requests by an unpaired client delays no mark of a paired phone, fills no log and loses no picture."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.support.box_process import Box
from tests.support.browsing import PAIRED

pytestmark = [pytest.mark.process, pytest.mark.alone]

SECONDS = 12
ALLOWED = 0.250
LINES = 10


@pytest.fixture
def box() -> Iterator[Box]:
    """A box whose card is never slow: here it is the pages that count."""
    with TemporaryDirectory(dir="/dev/shm") as folder, Box(Path(folder) / "box") as made:
        yield made.start()


@pytest.fixture
def pages(box: Box, tmp_path: Path) -> Iterator[str]:
    """The pages as on a real box, where no address is spared the limit: their address."""
    phones = [{"id": "0badcafe", "hash": sha256(PAIRED.encode()).hexdigest(), "kind": "android"}]
    (tmp_path / "phones.json").write_text(json.dumps(phones))
    config = tmp_path / "web.toml"
    config.write_text(f'control = "{box.data}/control.sock"\nbind = "127.0.0.1:0"\nstate = "{tmp_path}"\n')
    command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as server:
        assert server.stdout is not None
        yield server.stdout.readline().decode().split()[1].rstrip("/")
        server.terminate()


@pytest.mark.slow
def test_a_flood_of_an_unpaired_client(box: Box, pages: str, tmp_path: Path) -> None:
    box.await_state("ready")
    box.post("/start")
    host, _, port = pages.removeprefix("http://").partition(":")
    before = len(box.said.read_text().splitlines())
    times = []
    with httpx.Client(base_url=pages, timeout=10, cookies={"attune": PAIRED}) as phone:
        token = phone.get("/").text.partition('data-token="')[2].partition('"')[0]
        command = [sys.executable, "-m", "tests.web.flood", host, port, "127.0.0.1", str(SECONDS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as attack:
            while attack.poll() is None:
                body = {"id": secrets.token_hex(8), "touched": time.monotonic_ns() / 1e6}
                began = time.monotonic()
                answer = phone.post("/mark", json=body, headers={"X-Attune-Token": token})
                times.append(time.monotonic() - began)
                assert answer.status_code == 200, answer.text
                time.sleep(0.05)
            assert attack.stdout is not None
            done = json.loads(attack.stdout.read())
    film = box.get("/status")["film"]
    lines = box.said.read_text().splitlines()[before:] + (tmp_path / "log").read_text().splitlines()
    box.post("/stop")
    p95 = quantiles(times, n=20)[-1]
    print(f"{len(times)} marks, p95 {p95 * 1e3:.0f} ms, worst {max(times) * 1e3:.0f} ms, {len(lines)} lines, {done}")
    assert done["connections"] >= 500
    assert done["429"] > 100
    assert p95 <= ALLOWED
    assert len(lines) < LINES, lines
    assert film["frames"] >= 0.99 * film["delivered"], "no picture is lost"
