"""The other side of the control socket (docs/control.md): how commands and the courier speak to the recorder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec

from appliance.errors import BoxError

SOCKET = "control.sock"
LONGEST_PATH = 107  # bytes that fit into sockaddr_un.sun_path beside its final zero
CONNECT = 5.0
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


class Box:
    """A running box. Every call raises NotRunning when nobody listens, and Answered when the box says no.

    Safe to use from several threads.
    """

    def __init__(self, data: Path, *, socket: Path | None = None) -> None:
        """The box whose data folder is `data`, or the one behind `socket` where that lies elsewhere."""
        self.data = data
        self.socket = socket or data / SOCKET
        self._folder: int | None = None
        transport = httpx.HTTPTransport(uds=self._address())
        self._http = httpx.Client(
            transport=transport, base_url="http://box", timeout=httpx.Timeout(WORK, connect=CONNECT)
        )

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. Idempotent."""
        self._http.close()
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
        try:
            with self._http.stream("GET", "/events", timeout=httpx.Timeout(QUIET, connect=CONNECT)) as answer:
                if answer.is_error:
                    answer.read()
                    raise _refusal(answer)
                for line in answer.iter_lines():
                    field, _, value = line.partition(":")
                    if field == "data":
                        yield msgspec.json.decode(value.strip())
        except httpx.ConnectError as error:
            raise self._not_running() from error
        except httpx.TransportError:
            return

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        try:
            answer = self._http.request(method, path, content=body, headers={"Content-Type": "application/json"})
        except httpx.TransportError as error:
            raise self._not_running() from error
        if answer.is_error:
            raise _refusal(answer)
        return msgspec.json.decode(answer.content or b"null")

    def _not_running(self) -> NotRunning:
        return NotRunning(f"The box is not running: start it with `attune run --data {self.data}`.")

    def _address(self) -> str:
        """The socket's path; by way of an open folder when it is too long for the kernel."""
        path = str(self.socket)
        if len(os.fsencode(path)) <= LONGEST_PATH or not self.socket.parent.is_dir():
            return path
        self._folder = os.open(self.socket.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        return f"/proc/self/fd/{self._folder}/{self.socket.name}"


def _refusal(answer: httpx.Response) -> BoxError:
    try:
        said = msgspec.json.decode(answer.content, type=dict[str, Any])
        return Answered(str(said["message"]), str(said["error"]), int(said["exit"]), answer.status_code)
    except (msgspec.DecodeError, KeyError, ValueError):
        return Answered(
            f"The box answered with HTTP {answer.status_code} and no reason.", "error", 1, answer.status_code
        )
