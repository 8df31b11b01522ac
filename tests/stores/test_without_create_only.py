"""An S3 server that knows no puts that only create (501) can be a store: it is looked at before each put."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stores.registry import open_store
from stores.store import Session, Store
from tests.stores.http_server import HttpServer, QuietHandler
from tests.stores.operations import item_to_send
from tests.support.sample_film import FILM
from tests.support.store_contract import in_session

pytestmark = pytest.mark.slow

LIST = "<ListBucketResult><Name>films</Name><IsTruncated>false</IsTruncated>{}</ListBucketResult>"
FOUND = "<Contents><Key>{}</Key><LastModified>2026-11-22T14:05:09.000Z</LastModified><Size>{}</Size></Contents>"


class OldServer(HttpServer):
    """Keeps objects, replaces them, and refuses `If-None-Match`."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        server = self

        class Handler(QuietHandler):
            def do_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                name = self.path.partition("?")[0].removeprefix("/films/")
                if self.command == "PUT":
                    if "if-none-match" in self.headers:
                        self.answer(501, b"<Error><Code>NotImplemented</Code></Error>")
                    else:
                        server.kept[name] = body
                        self.answer(200)
                elif self.command == "DELETE":
                    server.kept.pop(name, None)
                    self.answer(204)
                elif "list-type=" in self.path:
                    listed = "".join(FOUND.format(name, len(data)) for name, data in server.kept.items())
                    self.answer(200, LIST.format(listed).encode())
                elif name in server.kept:
                    self.answer(200, server.kept[name])
                else:
                    self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

            def answer(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.send_header("etag", f'"{hashlib.sha256(body).hexdigest()}"')
                self.send_header("last-modified", "Sun, 22 Nov 2026 14:05:09 GMT")
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else body)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_any  # noqa: N815 - the names that http.server looks for

        super().__init__(Handler)


@pytest.fixture
def server() -> Iterator[OldServer]:
    with OldServer() as server:
        yield server


@pytest.fixture
def store(server: OldServer, tmp_path: Path) -> Store:
    for name in ("store-access-key-id", "store-secret-access-key"):
        (tmp_path / name).write_text("secret")
        (tmp_path / name).chmod(0o600)
    return open_store(f"s3://films?endpoint={server.url}", tmp_path)


def test_objects_are_put_and_none_is_replaced(server: OldServer, store: Store, tmp_path: Path) -> None:
    sent = item_to_send(tmp_path)
    name = f"{FILM}/{sent.name}"

    async def twice(session: Session) -> tuple[bool, bool, bool | None]:
        first, second = await session.claim(FILM, sent), await session.claim(FILM, sent)
        return first, second, (await session.abilities()).creates_only

    assert in_session(store, twice) == (True, False, False)
    assert server.kept[name] == sent.path.read_bytes()
    server.kept[name] = b"another's"
    in_session(store, lambda session: session.put(FILM, sent))
    assert server.kept[name] == b"another's"
