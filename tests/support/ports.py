"""Ports of the servers that tests start."""

import os
import random
import socket
import subprocess
import time

FIRST, LAST = 12000, 31999
"""Below those that Linux gives to connections (ip_local_port_range): whoever connects to a port again and again, until
its server listens, may be given that very port, connects to himself, and the server finds it taken."""
WORKERS = 10
_chance = random.Random()
_given: set[int] = set()


def free_port() -> int:
    """A port of this machine that nobody listens at; tests that run side by side take theirs out of different ones.

    Each is given once until half of them were: who asked for it may listen a little later.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    ports = range(FIRST + worker, LAST, WORKERS)
    if len(_given) > len(ports) // 2:
        _given.clear()
    while True:
        port = _chance.choice(ports)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
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
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
