"""A hostile phone on the same network delays no mark of a paired one, and disturbs no recording."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.support.box_process import FIRST, Box
from tests.support.pairing import press_code
from tests.support.priority import going_first

pytestmark = [pytest.mark.process, pytest.mark.alone]

SECONDS = 12
ALLOWED = 0.250


@pytest.fixture
def box() -> Iterator[Box]:
    """A box whose card is never slow: each mark waits until it is on the card, and here it is the phones that count."""
    with TemporaryDirectory(dir="/dev/shm") as folder, Box(Path(folder) / "box") as made:
        yield made.start(*FIRST).await_pages()


class Paired:
    """A paired phone that marks, on the connection it has or on a new one each time."""

    def __init__(self, box: Box) -> None:
        self._address = box.page
        self._http = httpx.Client(base_url=box.page, timeout=10)
        page = self._http.get("/pair").text
        sent = page.partition('name="token" value="')[2].partition('"')[0]
        page = self._http.post("/pair", data={"token": sent}, follow_redirects=True).text
        press_code(box, page.partition('data-code="')[2].partition('"')[0])
        deadline = time.monotonic() + 60
        while (answer := self._http.get("/pair")).status_code == 200 and time.monotonic() < deadline:
            time.sleep(0.2)
        page = self._http.get(answer.headers["Location"]).text
        self._token = page.partition('data-token="')[2].partition('"')[0]

    def send(self, path: str, fresh: bool = False, **body: object) -> float:
        """How long it took, in seconds."""
        headers = {"X-Attune-Token": self._token}
        client = httpx.Client(base_url=self._address, timeout=10, cookies=self._http.cookies) if fresh else self._http
        before = time.monotonic()
        answer = client.post(path, json=body, headers=headers)
        took = time.monotonic() - before
        if fresh:
            client.close()
        assert answer.status_code == 200, answer.text
        return took

    def mark(self, fresh: bool) -> float:
        return self.send("/mark", fresh, id=secrets.token_hex(8), touched=time.monotonic_ns() / 1e6)

    def close(self) -> None:
        self._http.close()


@pytest.mark.slow
@pytest.mark.parametrize("source", ["127.0.0.2", "127.0.0.1"], ids=["another address", "the same address"])
def test_a_hostile_phone(box: Box, source: str) -> None:
    phone = Paired(box)
    phone.send("/start")
    with going_first():
        calm = median(phone.mark(fresh=number % 2 == 1) for number in range(10))
    host, _, port = box.page.removeprefix("http://").partition(":")
    command = [sys.executable, "-m", "tests.web.hostile", host, port, source, str(SECONDS)]
    times: list[float] = []
    marks = 10
    with subprocess.Popen(command, stdout=subprocess.PIPE) as attack:
        while attack.poll() is None:
            with going_first():
                times.append(phone.mark(fresh=len(times) % 2 == 1))
            marks += 1
            time.sleep(0.1)
        assert attack.stdout is not None
        done = json.loads(attack.stdout.read())
    film = box.get("/status")["film"]
    phone.send("/stop")
    phone.close()
    worst = max(times) - calm
    print(f"calm {calm * 1e3:.0f} ms, {len(times)} marks, worst delay {worst * 1e3:.0f} ms, {done}")
    assert done["connections"] >= 1000 + SECONDS * 20
    assert done.get("pair 200", 0) == done.get("pair 303", 0) == 0
    assert film["marks"] == marks
    assert film["frames"] >= 0.99 * film["delivered"], "pictures are kept as ever"
    assert film["frames"] >= 0.98 * 25 * (film["elapsed"] - 1), "and come as ever"
    assert worst <= ALLOWED
