"""`attune web`: the server itself, as a process."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.browsing import PAIRED
from tests.support.standin import StandIn
from tests.support.web_process import serving
from tests.web.listening import listening

pytestmark = pytest.mark.process


@pytest.mark.alone
def test_stops_within_two_seconds_with_pages_open(standin: StandIn, tmp_path: Path) -> None:
    with serving(tmp_path) as (address, server), ExitStack() as phones:
        ears = [phones.enter_context(listening(address)) for _ in range(6)]
        for ear in ears:
            ear.next()
        started = time.monotonic()
        server.terminate()
        assert server.wait(60) == 0
        assert time.monotonic() - started < 2


def test_many_open_pages_leave_room_for_a_mark(standin: StandIn, tmp_path: Path) -> None:
    with standin.changing() as world:
        world.post("/start", {})
    with serving(tmp_path) as (address, _), ExitStack() as phones, httpx.Client() as phone:
        phone.cookies.set("attune", PAIRED)
        for _ in range(45):
            phones.enter_context(listening(address))
        page = phone.get(address, timeout=60).text
        token = page.partition('name="token" value="')[2].partition('"')[0]
        assert phone.post(f"{address}/mark", data={"token": token}, timeout=60).status_code == 303
    assert standin.world.marks == 1


def test_writes_nothing_to_any_disk(standin: StandIn, tmp_path: Path) -> None:
    log = tmp_path / "opened"
    home = tmp_path / "home"
    home.mkdir()
    config = tmp_path / "web.toml"
    lines = [f'control = "{tmp_path}/control.sock"', 'bind = "127.0.0.1:0"', "simulated = true"]
    config.write_text("\n".join([*lines, f'state = "{tmp_path}/state"', ""]))
    traced = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=open,openat,creat,mkdir,mkdirat,rename,renameat2"]
    command = [*traced, sys.executable, "-m", "attune", "web", "--config", str(config)]
    # Installed code is compiled when it is installed; here it would be compiled by whichever test comes first.
    environment = {"HOME": str(home), "PATH": "/usr/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().split()[1].rstrip("/")
            with httpx.Client(base_url=address, timeout=60) as phone:
                page = phone.get("/box").text
                token = page.partition('name="token" value="')[2].partition('"')[0]
                assert phone.get("/box/framing").status_code == 200
                assert phone.post("/box/hold", data={"token": token}).status_code == 303
                page = phone.post("/pair", data={"token": token}, follow_redirects=True).text
                with standin.changing() as world:
                    world.pressed = page.partition('data-code="')[2].partition('"')[0]
                while "attune" not in phone.cookies:  # the client's timeout bounds it
                    page = phone.get("/pair", follow_redirects=True).text
                    time.sleep(0.1)
                token = page.partition('data-token="')[2].partition('"')[0]
                with listening(address, secret=phone.cookies["attune"]) as ear:
                    ear.next()
                    assert phone.post("/start", data={"token": token}).status_code == 303
        finally:
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            subprocess.run(["kill", "-TERM", *children], check=True)
    written = [line for line in log.read_text().splitlines() if written_to_disk(line)]
    assert [line for line in written if f"{tmp_path}/state" not in line] == []
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == ["phones.json"]
    assert phone.cookies["attune"] not in (tmp_path / "state" / "phones.json").read_text()
    assert list(home.iterdir()) == []


WITHOUT_SHM = """
    bare=$(mktemp -d)
    mount -t tmpfs none "$bare"
    for name in null zero random urandom; do touch "$bare/$name"; mount --bind "/dev/$name" "$bare/$name"; done
    mount --move "$bare" /dev
    test ! -e /dev/shm
    exec "$@"
"""


@pytest.mark.root
def test_serves_where_there_is_no_shared_memory(standin: StandIn, tmp_path: Path) -> None:
    under = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", WITHOUT_SHM, "sh"]
    with serving(tmp_path, under=under) as (address, _):
        assert httpx.get(address, cookies={"attune": PAIRED}, timeout=60).status_code == 200


def written_to_disk(line: str) -> bool:
    if " = -1 " in line or "resumed>" in line:
        return False
    changes = any(word in line for word in ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "rename", "creat("))
    return changes and not any(f'"{place}' in line for place in ("/dev/", "/proc/"))


@pytest.mark.parametrize(
    ("text", "complaint"), [("bind = 1", "bind"), ("control = ", "is not right"), ("\udcff", "not text in UTF-8")]
)
def test_bad_settings_are_a_usage_error(tmp_path: Path, text: str, complaint: str) -> None:
    config = tmp_path / "web.toml"
    config.write_text(text, errors="surrogateescape")
    command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "web.toml is not right" in ended.stderr
    assert complaint in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("bind", "cause"),
    [
        ("127.0.0.1", "no HOST:PORT"),
        (":8765", "no HOST:PORT"),
        ("127.0.0.1:", "no HOST:PORT"),
        ("127.0.0.1:70000", "no HOST:PORT"),
        ("127.0.0.1:-1", "no HOST:PORT"),
        ("192.0.2.7:8765", "Cannot assign requested address"),
        ("no-such.invalid:8765", ""),
        ("127.0.0.1:{taken}", "Address already in use"),
        ("[::1]:nonsense", "no HOST:PORT"),
    ],
)
def test_an_address_that_cannot_be_bound_is_one_sentence(tmp_path: Path, bind: str, cause: str) -> None:
    config = tmp_path / "web.toml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = bind.format(taken=taken.getsockname()[1])
        config.write_text(
            f'control = "{tmp_path}/control.sock"\nbind = "{bind}"\ntls = {{certificate = "c", key = "k"}}\n'
        )
        command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 2
    said = " ".join(ended.stderr.split())
    assert said.count("The pages cannot be served at") == 1
    assert bind in said
    assert cause in said
    assert "Traceback" not in said


def _nothing(_: Path) -> None:
    """Leave the file away."""


def _junk(file: Path) -> None:
    file.write_text("junk")


def _folder(file: Path) -> None:
    file.mkdir()


def _locked_key(file: Path) -> None:
    make = ["openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:secret", "-out", str(file)]
    subprocess.run(make, check=True, capture_output=True)


@pytest.mark.parametrize("make", [_nothing, _junk, _folder, _locked_key])
@pytest.mark.parametrize("setting", ["tls", "authority", "state"])
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, setting: str, make: Callable[[Path], None]) -> None:
    file = tmp_path / "file"
    make(file)
    value = f'{{certificate = "{file}", key = "{file}"}}' if setting == "tls" else f'"{file}"'
    if setting == "state":  # a folder is what it should be, and is made
        value = f'"{file}/below"' if make not in (_nothing, _folder) else '"/proc/here"'
    config = tmp_path / "web.toml"
    config.write_text(f'control = "{tmp_path}/control.sock"\nbind = "127.0.0.1:0"\n{setting} = {value}\n')
    command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL)
    said = " ".join(ended.stderr.split())
    assert ended.returncode == 2, said
    assert f"`{setting}` is not right" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("address", "served"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_the_socket_that_systemd_hands_over_decides_about_tls(
    standin: StandIn, tmp_path: Path, address: str, served: bool
) -> None:
    config = tmp_path / "web.toml"
    config.write_text(f'control = "{tmp_path}/control.sock"\nhosts = ["attune.box"]\n')
    run = f'exec "{sys.executable}" -m attune web --config "{config}"'
    with socket.create_server((address, 0)) as listener:
        server = subprocess.Popen(
            ["/bin/bash", "-c", f"exec 3<&{listener.fileno()}; export LISTEN_PID=$$ LISTEN_FDS=1; {run}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[listener.fileno()],
        )
        with server:
            assert server.stdout is not None
            said = server.stdout.readline()
            server.terminate()
            complaint = server.communicate()[1]
    assert bool(said) == served, complaint
    assert served or "which other machines can reach: the pages need [tls]" in complaint
    assert served or server.returncode == 2
