"""A server that takes every request, remembers it, and is content: to see what clouds that we do not have are asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIST = b"""<?xml version="1.0"?><EnumerationResults><Blobs></Blobs><NextMarker/></EnumerationResults>"""


class Listener:
    """Takes every request, remembers it, and answers 200 with an empty list."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        listener = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_any(self) -> None:
                listener.heard.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                self.rfile.read(int(self.headers.get("content-length", 0)))
                body = b'{"kind": "storage#objects"}' if "alt=" in self.path or "/o/" in self.path else LIST
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.send_header("etag", '"x"')
                self.send_header("last-modified", "Sun, 22 Nov 2026 14:05:09 GMT")
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_any  # noqa: N815 - the names that http.server looks for

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
