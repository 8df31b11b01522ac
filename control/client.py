"""The other side of the control socket (docs/control.md): how commands and the courier speak to the recorder."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

import msgspec

from appliance.errors import BoxError

SOCKET = "control.sock"
COURIER_SOCKET = "courier/courier.sock"
LONGEST_PATH = 107  # bytes that fit into sockaddr_un.sun_path beside its final zero
CONNECT = 5.0  # seconds, as are the two below
QUIET = 45.0  # three times the promised pause between two events
WORK = 15 * 60.0  # a wipe overwrites a whole film on a slow card before it answers


class NotRunning(BoxError):
    """The box is not running: start it with `attune run --data DIR`."""

    code, exit, http = "not-running", 1, 503


class Answered(BoxError):
    """The box answered with an error; code, exit code and sentence are the box's own."""

    def __init__(self, message: str, code: str, exit_code: int, http: int) -> None:
        super().__init__(message)
        self.code, self.exit, self.http = code, exit_code, http


class UnixConnection(HTTPConnection):
    """HTTP through a Unix socket. One connection for each request: nothing is cheaper to make."""

    def __init__(self, path: str, patience: float) -> None:
        super().__init__("box", timeout=patience)
        self._path = path

    def connect(self) -> None:
        """Connect, and close the socket if that fails."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.sock.settimeout(CONNECT)
            self.sock.connect(self._path)
            self.sock.settimeout(self.timeout)
        except OSError:
            self.sock.close()
            raise


class Box:
    """A running box. Every call raises NotRunning when nobody listens, and Answered when the box says no.

    Safe to use from several threads.
    """

    def __init__(self, data: Path, *, socket: Path | None = None) -> None:
        """The box whose data folder is `data`, or the one behind `socket` where that lies elsewhere."""
        self.data = data
        self.socket = socket or data / SOCKET
        self._folder: int | None = None
        self._address = self._find_address()

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the socket's folder. Idempotent."""
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def status(self) -> dict[str, Any]:
        """The status of docs/control.md."""
        status: dict[str, Any] = self.get("/status")
        return status

    def films(self) -> list[dict[str, Any]]:
        """The films on the box: FILM of docs/control.md each."""
        films: list[dict[str, Any]] = self.get("/films")["films"]
        return films

    def film(self, film: str) -> dict[str, Any]:
        """One film."""
        answer: dict[str, Any] = self.get(f"/films/{film}")
        return answer

    def get(self, path: str) -> Any:
        """Ask for `path`; the JSON answer."""
        return self._ask("GET", path)

    def post(self, path: str, body: object = None) -> Any:
        """Post `body` as JSON to `path`; the JSON answer."""
        return self._ask("POST", path, b"" if body is None else msgspec.json.encode(body))

    def put(self, path: str, body: bytes) -> Any:
        """Put ready-made JSON to `path`; the JSON answer."""
        return self._ask("PUT", path, body)

    def events(self) -> Iterator[dict[str, Any]]:
        """The status now, and again at every change. Ends when the box goes away."""
        with closing(UnixConnection(self._address, QUIET)) as door:
            answer = self._send(door, "GET", "/events")
            try:
                for line in answer:
                    field, _, value = line.decode().partition(":")
                    if field == "data":
                        yield msgspec.json.decode(value.strip())
            except (OSError, HTTPException):
                return

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        with closing(UnixConnection(self._address, WORK)) as door:
            answer = self._send(door, method, path, body)
            try:
                return msgspec.json.decode(answer.read() or b"null")
            except (OSError, HTTPException) as error:
                raise self._not_running() from error

    def _send(self, door: UnixConnection, method: str, path: str, body: bytes = b"") -> HTTPResponse:
        """Send a request; the answer, of which only the head was read. Raises what the box says instead."""
        try:
            door.request(method, path, body, {"Content-Type": "application/json"})
            answer = door.getresponse()
            if answer.status < 400:
                return answer
            said = answer.read()
        except (OSError, HTTPException) as error:
            raise self._not_running() from error
        raise _refusal(answer.status, said)

    def _not_running(self) -> NotRunning:
        if self.socket != self.data / SOCKET:
            return NotRunning(f"The box is not running: nobody answers at {self.socket}. Start the recorder.")
        return NotRunning(f"The box is not running: start it with `attune run --data {self.data}`.")

    def _find_address(self) -> str:
        """The socket's path; by way of an open folder when it is too long for the kernel."""
        path = str(self.socket)
        if len(os.fsencode(path)) <= LONGEST_PATH or not self.socket.parent.is_dir():
            return path
        self._folder = os.open(self.socket.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        return f"/proc/self/fd/{self._folder}/{self.socket.name}"


def _refusal(status: int, body: bytes) -> BoxError:
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
        return Answered(str(said["message"]), str(said["error"]), int(said["exit"]), status)
    except (msgspec.DecodeError, KeyError, ValueError):
        return Answered(f"The box answered with HTTP {status} and no reason.", "error", 1, status)
