"""The courier with the real systemd library: ready, alive with a line of status, stopping."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path


def test_the_service_manager_hears_of_the_courier(tmp_path: Path) -> None:
    config = tmp_path / "courier.toml"
    (tmp_path / "store").mkdir()
    lines = [f'control = "{tmp_path}/control.sock"', f'films = "{tmp_path}/films"', "[store]"]
    config.write_text("\n".join([*lines, f'url = "file://{tmp_path}/store"', ""]))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        command = [sys.executable, "-m", "attune", "courier", "--config", str(config)]
        environment = os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        courier = subprocess.Popen(command, env=environment)
        try:
            assert manager.recv(500) == b"READY=1"
            assert manager.recv(500).startswith(b"WATCHDOG=1\nSTATUS=")
            while b"waits for the box: The box is not running" not in manager.recv(500):
                pass
            courier.send_signal(signal.SIGTERM)
            while manager.recv(500) != b"STOPPING=1":
                pass
            assert courier.wait(30) == 0
        finally:
            courier.kill()
            courier.wait()
