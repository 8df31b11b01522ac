"""A box with 300 ten-minute films and their receipts, each program on a tenth of a core: how long people wait.

Run as root: `python -m benchmarks.tenth`. Goals: ready in 3 s, the first page in 2 s, later pages in 300 ms, a status
in 5 ms (medians); an open page takes at most 3 % of a core during a sync, of both programs together. The start that
counts is the second one: the first reads every film. Where this process may make no control groups it says so and
passes.
"""

import hashlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.fabricated import films
from benchmarks.share import PATIENCE, compile_all, group, program, used
from control.client import Client
from control.errors import ControlError
from control.requests import SyncProgress
from control.sockets import COURIER_SOCKET, SOCKET
from provision.laptop import Laptop
from provision.settings import LaptopSettings
from sealed.ssh.key_file import read_key

FILMS, SEGMENTS = 300, 625
SHARE = 0.1
SECRET = "the-secret-of-a-paired-phone"  # noqa: S105  # of this one phone
SYNC = 20  # reports of a sync, one each second, with an open page and without
GOALS = {"ready": 3.0, "first page": 2.0, "later page": 0.3, "status": 0.005, "open page": 0.03}


def prepare(data: Path) -> None:
    """A box with its films and one paired phone."""
    data.mkdir()
    laptop = Laptop(data, LaptopSettings(camera={"width": 320, "height": 240, "rate": "5"}))
    laptop.prepare([], None, "127.0.0.1:0")
    films(data, read_key(data / "recorder.key"), FILMS, SEGMENTS, laptop.store)
    (data / "web").mkdir(exist_ok=True)
    known = {"id": "0badcafe", "hash": hashlib.sha256(SECRET.encode()).hexdigest(), "kind": "android"}
    (data / "web" / "phones.json").write_text(json.dumps([known | {"paired": None}]))


class PairedPhone:
    """The phone that is paired."""

    def __init__(self, data: Path, web: "subprocess.Popen[str]") -> None:
        """Returns when the pages say where they are."""
        assert web.stdout is not None  # noqa: S101
        self._port = int(web.stdout.readline().rstrip("/\n").rpartition(":")[2])
        self._cookie = f"{(data / 'name').read_text().strip()}={SECRET}"

    def page(self) -> None:
        """The page of the visit, whole."""
        answer = self._ask("/", "text/html")
        assert answer.status == 200 and b"film-name" in answer.read()  # noqa: S101

    @contextmanager
    def open_page(self) -> Iterator[None]:
        """What an open page follows."""
        answer = self._ask("/events?page=visit", "text/event-stream")
        thread = threading.Thread(target=lambda: [None for _ in answer], daemon=True)
        thread.start()
        yield
        assert thread.is_alive(), "the page was closed"  # noqa: S101

    def _ask(self, path: str, accept: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": self._cookie, "Accept": accept})
        return connection.getresponse()


def seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def wait_until_ready(recorder: Client) -> None:
    """Ask as the pages do."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(ControlError):
            if recorder.status().state == "ready":
                return
        time.sleep(0.05)
    raise TimeoutError("the recorder never became ready")


def share_of_a_sync(data: Path, film: str, limits: tuple[Path, Path]) -> float:
    """The share of a core that both programs use while the courier reports each second."""
    before, begun = sum(map(used, limits)), time.monotonic()
    with Client(data / COURIER_SOCKET) as courier:
        for number in range(SYNC):
            courier.progress(film, SyncProgress(number * 1_000_000, 300_000_000))
            time.sleep(1)
    return (sum(map(used, limits)) - before) / (time.monotonic() - begun)


def measure(data: Path, limits: tuple[Path, Path], whole: bool = True) -> dict[str, float]:
    """Start the box and be its phone."""
    found = {}
    with Client(data / SOCKET) as recorder:
        begun = time.monotonic()
        with program("recorder", data, limits[0]):
            wait_until_ready(recorder)
            found["ready"] = time.monotonic() - begun
            begun = time.monotonic()
            with program("web", data, limits[1]) as web:
                phone = PairedPhone(data, web)
                found["pages listen"] = time.monotonic() - begun
                found["first page"] = seconds(phone.page)
                if whole:
                    found |= _then(data, phone, recorder, limits)
    return found


def _then(data: Path, phone: PairedPhone, recorder: Client, limits: tuple[Path, Path]) -> dict[str, float]:
    later, status = [], []
    for _ in range(9):
        time.sleep(1)
        later.append(seconds(phone.page))
        time.sleep(1)
        status.append(seconds(recorder.status))
    newest = recorder.films()[-1].id
    alone = share_of_a_sync(data, newest, limits)
    with phone.open_page():
        time.sleep(3)
        watched = share_of_a_sync(data, newest, limits)
    found = {"later page": statistics.median(later), "status": statistics.median(status)}
    return found | {"open page": watched - alone, "sync alone": alone}


def main() -> int:
    """Print the figures; 1 if a goal was missed."""
    compile_all()
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        data = Path(sys.argv[1] if sys.argv[1:] else folder) / "box"  # a folder that is given is used again
        if not data.exists():
            prepare(data)
        with group("recorder", SHARE) as recorder_limits, group("web", SHARE) as web_limits:
            if recorder_limits is None or web_limits is None:
                print("no control groups here: not measured")
                return 0
            limits = recorder_limits, web_limits
            first = measure(data, limits, whole=False)
            found = measure(data, limits)
    print(f"{FILMS} films of ten minutes, receipts and all; recorder and pages on {SHARE:.0%} of a core each")
    print("the first start ever: " + ", ".join(f"{name} {value:.1f} s" for name, value in first.items()))
    missed = 0
    for name, value in found.items():
        unit = "of a core" if name in ("open page", "sync alone") else "s"
        verdict = ""
        if name in GOALS:
            missed += value > GOALS[name]
            verdict = f", the goal is {GOALS[name]:g}: {'PASS' if value <= GOALS[name] else 'SHORT'}"
        print(f"{name:<14}{value:>8.3f} {unit}{verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
