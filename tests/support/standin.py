"""A stand-in for the recorder's control socket (docs/control.md), over real HTTP on a real Unix socket.

It keeps the contract and no film. A test moves its world (`with standin.changing() as world: …`), never its internals.
"""

import json
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from control.sockets import DEADLINE
from tests.support.world import World, WorldRefuses


class StandIn:
    """A control socket at `path`, with a world behind it."""

    def __init__(self, path: Path, world: World | None = None) -> None:
        self.world = world or World()
        self.asked: list[str] = []
        self.changed = threading.Condition()
        self.open = True
        self._paused = False
        self.followers = Counter[str]()
        self.version = 0
        path.unlink(missing_ok=True)
        self.server = _Server(str(path), _Handler)
        self.server.standin = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @contextmanager
    def changing(self) -> Iterator[World]:
        """Change the world; everybody who follows is told afterwards."""
        with self.changed:
            yield self.world
            self.version += 1
            self.changed.notify_all()

    def pause(self) -> None:
        """Hang: nobody is answered any more. The same thread calls `resume`."""
        self.changed.acquire()
        self._paused = True

    def resume(self) -> None:
        """Go on, if it hangs."""
        if self._paused:
            self._paused = False
            self.changed.release()

    def renew(self) -> World:
        """A new world, of which nothing has been asked yet."""
        with self.changing():
            self.asked.clear()
            self.world = World()
        return self.world

    @contextmanager
    def looking(self) -> Iterator[World]:
        """Look at the world while nobody else changes it."""
        with self.changed:
            yield self.world

    def posts(self) -> list[str]:
        """What was asked of it that changes something."""
        return [line for line in self.asked if not line.startswith("GET")]

    def newer(self, than: int) -> bool:
        """Whether the world has changed since that version, or is gone."""
        return self.version != than or not self.open

    def close(self) -> None:
        """Go away as a recorder that stops: every stream ends. Idempotent."""
        with self.changed:
            self.open = False
            self.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    standin: StandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        standin = self.server.standin
        standin.asked.append(f"GET {self.path}")
        if self.path == "/events":
            self._events(standin, "news", World.news)
        elif self.path == "/pairing/events":
            self._events(standin, "pairing", World.pairing_status)
        elif self.path in ("/framing", "/simulated/view"):
            self._answer(200, standin.world.picture, "image/jpeg")
        else:
            self._do(standin.looking(), lambda world: world.get(self.path))

    def do_POST(self) -> None:
        body = self._asked("POST")
        self._do(self.server.standin.changing(), lambda world: world.post(self._in_time(), body))

    def do_PUT(self) -> None:
        body = self._asked("PUT")
        self._do(self.server.standin.changing(), lambda world: world.put(self.path, body))

    def _in_time(self) -> str:
        """The path, unless whoever asked was told meanwhile that nothing happened."""
        if time.monotonic() * 1000 > float(self.headers.get(DEADLINE) or "inf"):
            raise WorldRefuses(409, "refused", "This came too late.")
        return self.path

    def _asked(self, method: str) -> Any:
        self.server.standin.asked.append(f"{method} {self.path}")
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")

    def _do(self, entered: AbstractContextManager[World], what: Callable[[World], Any]) -> None:
        try:
            with entered as world:
                answer = what(world)
            self._answer(200, json.dumps(answer).encode())
        except WorldRefuses as no:
            self._answer(no.status, json.dumps({"error": no.code, "message": str(no), "exit": 7}).encode())

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _events(self, standin: StandIn, name: str, what: Callable[[World], Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        told = -1
        standin.followers[name] += 1
        try:
            while standin.open:
                with standin.changed:
                    standin.changed.wait_for(partial(standin.newer, told), 1)
                    data, told = json.dumps(what(standin.world)), standin.version
                self.wfile.write(f"event: {name}\ndata: {data}\n\n".encode())
        except OSError:
            pass  # whoever followed has gone
        finally:
            standin.followers[name] -= 1

    def address_string(self) -> str:
        return "socket"

    def log_message(self, *_: Any) -> None:
        pass
