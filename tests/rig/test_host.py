"""LinuxHost with the real systemd library: what arrives at the service manager and in the journal."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.devices.real.linux_host import LinuxHost
from tests.rig.manager import JOURNAL

Listen = Callable[[Path], socket.socket]


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[Listen]:
    """Opens a datagram socket and reads from it, as systemd does."""
    opened: list[socket.socket] = []

    def listen(path: Path) -> socket.socket:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        opened.append(listener)
        listener.bind(str(path))
        listener.settimeout(30)
        return listener

    yield listen
    for listener in opened:
        listener.close()


def test_the_service_manager_hears_of_ready_progress_and_the_end(
    listen: Listen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = listen(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    host = LinuxHost(tmp_path)
    host.ready()
    assert manager.recv(200) == b"READY=1"
    host.alive("filming,\n312 frames")
    assert manager.recv(200) == b"WATCHDOG=1\nSTATUS=filming, 312 frames"
    host.alive("filming, 312 frames")
    assert manager.recv(200) == b"WATCHDOG=1"
    host.stopping()
    assert manager.recv(200) == b"STOPPING=1"


def test_without_a_service_manager_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    host = LinuxHost(tmp_path)
    host.ready()
    host.alive("ready")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LinuxHost:
    """A host in a process whose standard error goes to the journal."""
    said = os.fstat(2)
    monkeypatch.setenv("JOURNAL_STREAM", f"{said.st_dev}:{said.st_ino}")
    return LinuxHost(tmp_path)


def test_the_journal_gets_the_message_and_its_fields(listen: Listen, service: LinuxHost) -> None:
    journal = listen(JOURNAL)
    fields: dict[str, str | int] = {"alarm": "camera-stalled", "film": "20261122-1405-k7qm", "frames": 312}
    assert service.journal("A fault", 3, fields)
    lines = set(journal.recv(4000).decode().splitlines())
    assert {
        "MESSAGE=A fault",
        "PRIORITY=3",
        "ATTUNE_ALARM=camera-stalled",
        "ATTUNE_FILM=20261122-1405-k7qm",
        "ATTUNE_FRAMES=312",
    } <= lines


@pytest.mark.parametrize(
    "fields",
    [{"name": "x"}, {"case": "K-17"}, {"note": "x"}, {"alarm": "the baby cried"}, {"film": "a\nPRIORITY=0"}],
)
def test_nothing_personal_gets_into_the_journals_fields(
    listen: Listen, service: LinuxHost, fields: dict[str, str]
) -> None:
    journal = listen(JOURNAL)
    assert service.journal("filming", 6, fields)
    assert "ATTUNE_" not in journal.recv(4000).decode()


def test_a_service_that_the_journal_does_not_hear_is_told(
    listen: Listen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "1:1")
    assert not LinuxHost(tmp_path).journal("ready", 6, {})
