"""`attune web`: the server itself, as a process."""

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import serving
from tests.web.listening import listening
from tests.web.standin import StandIn


def test_stops_within_two_seconds_with_pages_open(standin: StandIn, tmp_path: Path) -> None:
    with serving(tmp_path) as (address, server), ExitStack() as phones:
        ears = [phones.enter_context(listening(address)) for _ in range(6)]
        for ear in ears:
            ear.next()
        started = time.monotonic()
        server.terminate()
        assert server.wait(10) == 0
        assert time.monotonic() - started < 2


def test_many_open_pages_leave_room_for_a_mark(standin: StandIn, tmp_path: Path) -> None:
    with standin.changing() as world:
        world.post("/start", {})
    with serving(tmp_path) as (address, _), ExitStack() as phones, httpx.Client() as phone:
        for _ in range(25):
            phones.enter_context(listening(address))
        page = phone.get(address, timeout=5).text
        token = page.partition('name="token" value="')[2].partition('"')[0]
        assert phone.post(f"{address}/mark", data={"token": token}, timeout=5).status_code == 303
    assert standin.world.marks == 1


def test_writes_nothing_to_any_disk(standin: StandIn, tmp_path: Path) -> None:
    log = tmp_path / "opened"
    home = tmp_path / "home"
    home.mkdir()
    config = tmp_path / "web.toml"
    config.write_text(f'control = "{tmp_path}/control.sock"\nbind = "127.0.0.1:0"\nsimulated = true\n')
    traced = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=open,openat,creat,mkdir,mkdirat,rename,renameat2"]
    command = [*traced, sys.executable, "-m", "attune", "web", "--config", str(config)]
    # Installed code is compiled when it is installed; here it would be compiled by whichever test comes first.
    environment = {"HOME": str(home), "PATH": "/usr/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[1].rstrip("/")
        with listening(address) as ear, httpx.Client() as phone:
            ear.next()
            page = phone.get(f"{address}/box").text
            token = page.partition('name="token" value="')[2].partition('"')[0]
            assert phone.get(f"{address}/box/framing").status_code == 200
            assert phone.post(f"{address}/start", data={"token": token}).status_code == 303
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        subprocess.run(["kill", "-TERM", *children], check=True)
    written = [line for line in log.read_text().splitlines() if written_to_disk(line)]
    assert written == []
    assert list(home.iterdir()) == []


def written_to_disk(line: str) -> bool:
    if " = -1 " in line or "resumed>" in line:
        return False
    changes = any(word in line for word in ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "rename", "creat("))
    return changes and not any(f'"{place}' in line for place in ("/dev/", "/proc/"))


@pytest.mark.parametrize(("text", "complaint"), [("bind = 1", "control"), ("control = ", "is not right")])
def test_bad_settings_are_a_usage_error(tmp_path: Path, text: str, complaint: str) -> None:
    config = tmp_path / "web.toml"
    config.write_text(text)
    command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "web.toml is not right" in ended.stderr
    assert ended.stdout == ""
