"""Routes, ranges and heads of the control socket's application, asked as a WSGI server does."""

import io
from typing import Any

import pytest

from appliance.api.app import App
from appliance.api.http import Request, Response, reply


def environ(method: str = "GET", path: str = "/", body: bytes = b"", **headers: str) -> dict[str, Any]:
    found = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)} | found


def ask(app: App, method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    heads: list[tuple[str, list[tuple[str, str]]]] = []
    body = b"".join(app(environ(method, path), lambda *head: heads.append(head)))
    ((status, headers),) = heads
    return status, dict(headers), body


@pytest.fixture
def app() -> App:
    app = App(100)

    @app.get("/films")
    def get_films(_: Request) -> Response:
        return reply(["all"])

    @app.get("/films/<film>")
    def get_film(_: Request, film: str) -> Response:
        return reply([film])

    @app.post("/films/<film>/wipe")
    def post_wipe(_: Request, film: str) -> Response:
        return reply([film, "wiped"])

    return app


def test_a_film_is_one_part_of_a_path(app: App) -> None:
    assert ask(app, "GET", "/films")[2] == b'["all"]\n'
    assert ask(app, "GET", "/films/undated-k7qm")[2] == b'["undated-k7qm"]\n'
    assert ask(app, "POST", "/films/undated-k7qm/wipe")[2] == b'["undated-k7qm","wiped"]\n'
    for path in ("/films/", "/films//wipe", "/films/a/b/wipe", "/films/a/", "/Films", "/films/a/wipes"):
        assert ask(app, "GET", path)[0].startswith("404 "), path
    assert ask(app, "POST", "/films/a")[0].startswith("405 ")


def test_a_head_has_no_body_and_says_so(app: App) -> None:
    status, headers, body = ask(app, "HEAD", "/films")
    assert status.startswith("405 ")
    assert body == b""
    assert ask(app, "GET", "/films")[1] == {"Content-Type": "application/json", "Content-Length": "8"}
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=90-", (90, 100)),
        ("bytes=90-1000", (90, 100)),
        ("bytes=-7", (93, 100)),
        ("bytes=-700", (0, 100)),
        ("bytes=100-", (100, 100)),
        ("bytes=5-2", None),
        ("bytes=-0", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-9", None),
        ("bytes=٣-٤", None),
        ("", None),
    ],
)
def test_a_range_of_bytes(asked: str, span: tuple[int, int] | None) -> None:
    assert Request(environ(range=asked)).span(100, "tag") == span
    assert Request(environ(range=asked, if_range='"tag"')).span(100, "tag") == span
    assert Request(environ(range=asked, if_range='"other"')).span(100, "tag") is None
