"""A box with 300 ten-minute films and their receipts, each program on a tenth of a core: how long people wait.

Run as root: `python -m benchmarks.tenth`. Goals: ready in 3 s, the first page in 2 s, later pages in 300 ms, a status
in 5 ms (medians). Needs control groups of version 1 or 2; where this process may make none it says so and passes.
"""

import hashlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.fabricated import films
from control.client import Client
from control.errors import ControlError
from control.sockets import SOCKET
from provision.laptop import Laptop
from provision.settings import LaptopSettings
from sealed.ssh.key_file import read_key

FILMS, SEGMENTS = 300, 625
SHARE = 0.1
PERIOD = 100_000  # microseconds
SECRET = "the-secret-of-a-paired-phone"  # noqa: S105  # of this one phone
GOALS = {"ready": 3.0, "first page": 2.0, "later page": 0.3, "status": 0.005}
PATIENCE = 120.0


@contextmanager
def group(name: str) -> Iterator[Path | None]:
    """A control group with a tenth of a core; None where this process may make none."""
    top = Path("/sys/fs/cgroup")
    first = top / "cpu" if (top / "cpu").is_dir() else top
    made = first / f"attune-{name}-{os.getpid()}"
    try:
        made.mkdir()
        if (made / "cpu.cfs_quota_us").exists():
            (made / "cpu.cfs_quota_us").write_text(str(int(PERIOD * SHARE)))
        else:
            (made / "cpu.max").write_text(f"{int(PERIOD * SHARE)} {PERIOD}")
    except OSError:
        with suppress(OSError):
            made.rmdir()
        yield None
        return
    try:
        yield made
    finally:
        with suppress(OSError):
            made.rmdir()


@contextmanager
def program(name: str, data: Path, limits: Path) -> Iterator["subprocess.Popen[str]"]:
    """One of the box's programs in its control group."""
    command = [sys.executable, "-m", "attune", name, "--config", str(data / f"{name}.toml")]
    into = f'echo $$ > "{limits}/cgroup.procs"; exec "$@"'
    with subprocess.Popen(
        ["sh", "-c", into, "sh", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def measure(data: Path, recorder_limits: Path, web_limits: Path) -> dict[str, float]:
    """Start the box and be its phone."""
    cookie = f"{(data / 'name').read_text().strip()}={SECRET}"
    begun = time.monotonic()
    with program("recorder", data, recorder_limits), Client(data / SOCKET) as recorder:
        while time.monotonic() < begun + PATIENCE:
            with suppress(ControlError):
                if recorder.status().state == "ready":
                    break
            time.sleep(0.05)
        ready = time.monotonic() - begun
        with program("web", data, web_limits) as web:
            assert web.stdout is not None  # noqa: S101
            port = int(web.stdout.readline().rstrip("/\n").rpartition(":")[2])

            def page() -> None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                connection.request("GET", "/", headers={"Cookie": cookie, "Accept": "text/html"})
                answer = connection.getresponse()
                assert answer.status == 200 and b"film-name" in answer.read()  # noqa: S101
                connection.close()

            first = seconds(page)
            later, status = [], []
            for _ in range(9):
                time.sleep(1)
                later.append(seconds(page))
                status.append(seconds(recorder.status))
    return {
        "ready": ready,
        "first page": first,
        "later page": statistics.median(later),
        "status": statistics.median(status),
    }


def main() -> int:
    """Print the figures; 1 if a goal was missed."""
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        data = Path(folder) / "box"
        data.mkdir()
        laptop = Laptop(data, LaptopSettings(camera={"width": 320, "height": 240, "rate": "5"}))
        laptop.prepare([], None, "127.0.0.1:0")
        films(data, read_key(data / "recorder.key"), FILMS, SEGMENTS, laptop.store)
        (data / "web").mkdir(exist_ok=True)
        known = {"id": "0badcafe", "hash": hashlib.sha256(SECRET.encode()).hexdigest(), "kind": "android"}
        (data / "web" / "phones.json").write_text(json.dumps([known | {"paired": None}]))
        with group("recorder") as recorder_limits, group("web") as web_limits:
            if recorder_limits is None or web_limits is None:
                print("no control groups here: not measured")
                return 0
            found = measure(data, recorder_limits, web_limits)
    print(f"{FILMS} films of ten minutes, receipts and all; recorder and pages on {SHARE:.0%} of a core each")
    missed = 0
    for name, goal in GOALS.items():
        missed += found[name] > goal
        verdict = "PASS" if found[name] <= goal else "SHORT"
        print(f"{name:<12}{found[name]:>8.3f} s, the goal is {goal:g} s: {verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
