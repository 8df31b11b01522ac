"""Ports of the servers that tests start."""

import socket
import subprocess
import time


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_port(process: "subprocess.Popen[bytes]", port: int, seconds: float = 60.0) -> None:
    """Wait until the process listens at the port."""
    end = time.monotonic() + seconds
    while True:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, "the server does not listen"
        time.sleep(0.02)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a server of ours."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
