"""QEMU's guest agent: runs commands in a virtual machine as root, through a socket that no network knows of."""

import base64
import json
import socket
import time
from pathlib import Path
from typing import Any


class AgentSilent(Exception):
    """The machine does not answer: it starts, ends or hangs."""


class Agent:
    """One connection, made anew when the machine was started anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._pending = b""

    def close(self) -> None:
        """Let the connection go. Idempotent."""
        if self._socket:
            self._socket.close()
        self._socket, self._pending = None, b""

    def ask(self, command: str, arguments: dict[str, Any] | None = None, timeout: float = 60.0) -> Any:
        """One command of the agent's; its answer. Raises AgentSilent."""
        try:
            if self._socket is None:
                self._connect()
            return self._exchange({"execute": command, "arguments": arguments or {}}, timeout)
        except OSError as error:
            self.close()
            raise AgentSilent(f"{command}: {error}") from error

    def run(self, words: list[str], stdin: bytes = b"", timeout: float = 300.0) -> tuple[int, bytes, bytes]:
        """Run a program; its exit code, output and errors."""
        given = base64.b64encode(stdin).decode()
        program = {"path": words[0], "arg": words[1:], "capture-output": True, "input-data": given}
        pid = self.ask("guest-exec", program)["pid"]
        end, pause = time.monotonic() + timeout, 0.1  # each question is a line in journald
        while True:
            status = self.ask("guest-exec-status", {"pid": pid})
            if status["exited"]:
                break
            if time.monotonic() > end:
                raise AssertionError(f"{words} takes longer than {timeout:.0f} s")
            time.sleep(pause)
            pause = min(pause * 1.6, 1.0)
        out, errors = (base64.b64decode(status.get(name, "")) for name in ("out-data", "err-data"))
        return status.get("exitcode", -1), out, errors

    def _connect(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(5.0)
        self._socket.connect(str(self._path))
        # An agent that was cut off in mid-command finds its feet at 0xFF, and its answer begins with one.
        mark = time.monotonic_ns() & 0x7FFFFFFF
        request = {"execute": "guest-sync-delimited", "arguments": {"id": mark}}
        self._socket.sendall(b"\xff" + json.dumps(request).encode() + b"\n")
        while True:
            line = self._line()
            if b"\xff" in line and json.loads(line.rpartition(b"\xff")[2]).get("return") == mark:
                return

    def _exchange(self, request: dict[str, Any], timeout: float) -> Any:
        assert self._socket is not None
        self._socket.settimeout(timeout)
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self._line())
        if "error" in answer:
            raise AssertionError(f"{request['execute']}: {answer['error']}")
        return answer["return"]

    def _line(self) -> bytes:
        assert self._socket is not None
        while b"\n" not in self._pending:
            piece = self._socket.recv(1 << 16)
            if not piece:
                raise ConnectionResetError("the machine is gone")
            self._pending += piece
        line, _, self._pending = self._pending.partition(b"\n")
        return line
