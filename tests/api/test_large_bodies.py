"""What is far too large is refused before it is read, and leaves a real recorder's memory as it was."""

import json
import re
import socket
from pathlib import Path

import pytest

from tests.support.box_process import Recorder

pytestmark = pytest.mark.process

HUGE = 900 << 20
CHUNK = bytes(1 << 20)
ROOM = 24 << 20
"""Bytes that the recorder may take beside: a receipt's worth, as often as the courier's socket has connections."""


def peak(pid: int) -> int:
    """The most memory that a process ever had, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


def put(path: Path, head: str, chunk: bytes) -> tuple[bytes, int]:
    """Send a body for as long as the other side takes it; the answer, and how many bytes of body went out."""
    sent, answer = 0, b""
    with socket.socket(socket.AF_UNIX) as sender:
        sender.settimeout(60)
        sender.connect(str(path))
        sender.sendall(f"PUT /films/undated-k7qmab/receipt HTTP/1.1\r\nHost: box\r\n{head}\r\n\r\n".encode())
        try:
            while sent < HUGE:
                sender.sendall(chunk)
                sent += len(CHUNK)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            while data := sender.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
    return answer, sent


@pytest.mark.parametrize("name", ["control.sock", "courier/courier.sock"])
@pytest.mark.parametrize(
    ("head", "chunk"),
    [
        (f"Content-Length: {HUGE}", CHUNK),
        ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n" % (len(CHUNK), CHUNK)),
        ("Connection: keep-alive", b"x" * len(CHUNK)),
    ],
    ids=["length", "chunked", "no length"],
)
def test_900_megabytes_are_not_read(recorder: Recorder, name: str, head: str, chunk: bytes) -> None:
    before = peak(recorder.pid)
    answer, sent = put(recorder.data / name, head, chunk)
    assert peak(recorder.pid) - before < ROOM
    assert sent < 64 << 20, "most of it was turned away"
    if answer and "keep-alive" not in head:
        status, _, body = answer.partition(b"\r\n\r\n")
        assert b" 413 " in status.splitlines()[0]
        assert json.loads(body.splitlines()[0])["exit"] == 2
    assert recorder.state()["state"] == "ready"
