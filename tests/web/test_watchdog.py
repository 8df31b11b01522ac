"""systemd's watchdog is fed while the pages are served, and starved when their worker hangs."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import children
from tests.support.standin import StandIn
from tests.support.web_process import serving
from web.server.watchdog import FRESH

pytestmark = pytest.mark.process


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Where systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(str(tmp_path / "notify"))
        made.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield made


def test_fed_while_the_worker_lives(standin: StandIn, tmp_path: Path, manager: socket.socket) -> None:
    with serving(tmp_path) as (_, server):
        assert manager.recv(4096).startswith(b"READY=1")
        assert [manager.recv(4096) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        (worker,) = children(server.pid)
        os.kill(worker, signal.SIGSTOP)
        stopped = time.monotonic()
        manager.settimeout(10)
        try:
            with pytest.raises(TimeoutError):
                while True:
                    assert manager.recv(4096) == b"WATCHDOG=1"
                    assert time.monotonic() - stopped < FRESH + 60, "it is fed though nobody is served"
        finally:
            os.kill(worker, signal.SIGCONT)
        manager.settimeout(60)
        assert manager.recv(4096) == b"WATCHDOG=1"
