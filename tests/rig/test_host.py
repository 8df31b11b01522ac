"""LinuxHost with the real systemd library: what arrives at the service manager and in the journal."""

import socket
from pathlib import Path

import pytest

from appliance.devices.linux_host import LinuxHost


@pytest.fixture
def listen(tmp_path):
    """Opens a datagram socket and reads from it, as systemd does."""
    opened = []

    def listen(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        opened.append(listener)
        listener.bind(str(path))
        listener.settimeout(5)
        return listener

    yield listen
    for listener in opened:
        listener.close()


def test_the_service_manager_hears_of_ready_progress_and_the_end(listen, tmp_path, monkeypatch):
    manager = listen(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    host = LinuxHost(tmp_path)
    host.ready()
    assert manager.recv(200) == b"READY=1"
    host.alive("filming,\n312 pictures")
    assert manager.recv(200) == b"WATCHDOG=1\nSTATUS=filming, 312 pictures"
    host.alive("filming, 312 pictures")
    assert manager.recv(200) == b"WATCHDOG=1"
    host.stopping()
    assert manager.recv(200) == b"STOPPING=1"


def test_without_a_service_manager_nothing_happens(tmp_path, monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    host = LinuxHost(tmp_path)
    host.ready()
    host.alive("ready")


def test_the_journal_gets_the_message_and_its_fields(listen, tmp_path):
    journal = listen(Path("/run/systemd/journal/socket"))
    LinuxHost(tmp_path).journal("A fault", priority=3, fault="camera-stalled", film="20261122-1405-k7qm", frames=312)
    lines = set(journal.recv(4000).decode().splitlines())
    assert {
        "MESSAGE=A fault",
        "PRIORITY=3",
        "ATTUNE_FAULT=camera-stalled",
        "ATTUNE_FILM=20261122-1405-k7qm",
        "ATTUNE_FRAMES=312",
    } <= lines
