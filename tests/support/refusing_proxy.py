"""An HTTP server before an S3 store that answers some requests itself: an account's policy, or a broken store."""

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes]
Rule = Callable[[str, str, dict[str, list[str]]], Answer | None]
"""Of a request's method, path and query: the answer, or none if the store is to give it."""
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def error(status: int, code: str, words: str = "as the tests want it") -> Answer:
    """An error as S3 says it."""
    return status, f"<Error><Code>{code}</Code><Message>{words}</Message></Error>".encode()


class RefusingProxy:
    """Leads to `target`, unless `rule` has an answer."""

    def __init__(self, target: str) -> None:
        self.rule: Rule = lambda _method, _path, _query: None
        parts = urlsplit(target)
        proxy, where = self, (str(parts.hostname), int(parts.port or 80))

        class Handler(_Handler):
            def answer(self, body: bytes) -> None:
                asked = urlsplit(self.path)
                found = proxy.rule(self.command, asked.path, parse_qs(asked.query, keep_blank_values=True))
                if found is None:
                    self.pass_on(where, body)
                else:
                    self.give(found[0], {"Content-Type": "application/xml"}, found[1])

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body: bytes) -> None:
        raise NotImplementedError

    def pass_on(self, where: tuple[str, int], body: bytes) -> None:
        """The signature is over these very headers, `Host` among them."""
        connection = http.client.HTTPConnection(*where, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP or name.lower() == "content-length":
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            got = connection.getresponse()
            data = got.read()
            self.give(got.status, {name: value for name, value in got.getheaders() if name.lower() not in HOP}, data)
        finally:
            connection.close()

    def give(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def _any(self) -> None:
        self.answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _any  # noqa: N815  # the library's names

    def log_message(self, *_: Any) -> None:
        pass
