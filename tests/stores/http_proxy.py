"""An HTTP proxy in front of a real S3 server that plays a bad one, for the objects and as often as a test likes."""

import http.client
import threading
from collections.abc import Callable
from typing import Literal

from tests.stores.http_server import HttpServer, QuietHandler

Deed = Literal["pass", "nothing", "drop", "flip", "full", "skewed"]
"""What is done with a request: passed on; answered 200 and not passed on; passed on and not answered; answered with a
flipped bit; answered 507; answered that the clock is wrong."""

SKEWED = b"<?xml version='1.0'?><Error><Code>RequestTimeTooSkewed</Code><Message>no</Message></Error>"


class HttpProxy(HttpServer):
    """`choose(method, path, count)` says what to do with the `count`-th request (from 0) of that method."""

    def __init__(self, target: int, choose: Callable[[str, str, int], Deed]) -> None:
        self._choose = choose
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self.done: list[tuple[Deed, str]] = []
        proxy = self

        class Handler(QuietHandler):
            def do_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                deed = proxy._decide(self.command, self.path)
                if deed in ("nothing", "full", "skewed"):
                    code, text = {"nothing": (200, b""), "full": (507, b""), "skewed": (403, SKEWED)}[deed]
                    self._answer(code, {"ETag": '"00000000000000000000000000000000"'}, text)
                    return
                server = http.client.HTTPConnection("127.0.0.1", target, timeout=60)
                try:
                    server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        server.putheader(name, value)
                    server.endheaders(body)
                    answer = server.getresponse()
                    data = answer.read()
                except (OSError, http.client.HTTPException):
                    self.close_connection = True
                    return
                finally:
                    server.close()
                if deed == "drop":
                    self.close_connection = True
                    return
                if deed == "flip" and data:
                    data = data[:-1] + bytes([data[-1] ^ 1])
                kept = {k: v for k, v in answer.getheaders() if k.lower() not in ("transfer-encoding", "connection")}
                self._answer(answer.status, kept, data)

            def _answer(self, code: int, headers: dict[str, str], data: bytes) -> None:
                self.send_response_only(code)
                for name, value in headers.items():
                    if name.lower() != "content-length":
                        self.send_header(name, value)
                length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(data))
                self.send_header("Content-Length", length)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_any  # noqa: N815 - the names that http.server looks for

        super().__init__(Handler)

    def _decide(self, method: str, path: str) -> Deed:
        with self._lock:
            count = self._counts.get(method, 0)
            self._counts[method] = count + 1
            deed = self._choose(method, path, count)
            if deed != "pass":
                self.done.append((deed, path))
            return deed
