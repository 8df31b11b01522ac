"""A recorder's socket that answers as a test lays down, and notes what it was asked."""

import socketserver
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Self

REFUSED = b'{"error": "no-film", "message": "There is no such film.", "exit": 2}'
FAILED = b'{"error": "error", "message": "The recorder is being started.", "exit": 1}'


class Answering:
    """`answers`: for "METHOD /path", what it answers in turn: status and body. The last is repeated."""

    def __init__(self, path: Path, answers: dict[str, list[tuple[int, bytes]]]) -> None:
        self.answers = {asked: deque(each) for asked, each in answers.items()}
        self.asked: list[tuple[str, bytes]] = []
        self._server = _Server(str(path), _Handler)
        self._server.answering = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, asked: str, body: bytes) -> tuple[int, bytes]:
        """What comes next for this; 404 for what nobody laid down."""
        self.asked.append((asked, body))
        left = self.answers.get(asked)
        if not left:
            return 404, REFUSED
        return left.popleft() if len(left) > 1 else left[0]


class _Server(socketserver.ThreadingUnixStreamServer):
    answering: Answering


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, answer = self.server.answering.answer(f"{self.command} {self.path}", body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def address_string(self) -> str:
        """Unix sockets have no address to look up."""
        return "unix"

    def log_message(self, *_: object) -> None:
        """Say nothing."""
