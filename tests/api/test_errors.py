"""Whatever goes wrong at whatever route: the answer is the JSON of docs/control.md."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from appliance.api.app import App
from appliance.api.listener import listening
from appliance.api.server import create_control_app, create_courier_app
from appliance.errors import BadRequest, DeviceFault, NoSuchFilm, Refused
from control.client import Client
from control.errors import ErrorAnswer
from control.sockets import COURIER_SOCKET, SOCKET
from sealed.errors import WriteFailed
from tests.support.refusals import refusal, sentence

FAILURES = {
    "malformed": (BadRequest("The request is malformed."), 400, 2),
    "no film": (NoSuchFilm("There is no film x on the box."), 404, 2),
    "refused": (Refused("Not now."), 409, 7),
    "device": (DeviceFault("The camera is broken."), 503, 8),
    "sealed": (WriteFailed(), 500, 1),
    "card": (OSError(5, "Input/output error"), 503, 8),
    "bug": (KeyError("what nobody thought of"), 500, 1),
}
BODIES = {
    "/undo": {"id": "00112233445566aa"},
    "/principle": {"id": "00112233445566aa", "principle": None},
    "/films/<film>/undo": {"id": "00112233445566aa"},
    "/films/<film>/principle": {"id": "00112233445566aa", "principle": None},
    "/films/<film>/note": {"id": "00112233445566aa", "note": None},
    "/clock": {"utc": 1.8e9},
    "/paired": {"code": "214"},
    "/simulate": {"device": "camera", "trouble": "stall"},
    "/films/<film>/progress": {"done": 1, "total": 2},
    "/films/<film>/sync-failed": {"message": "away"},
    "/films/<film>/copy": {"store": "file:///media/films"},
    "/films/<film>/removed": {"store": "file:///media/films", "left": None},
    "/films/<film>/desk-receipt": {"receipt": "", "signature": ""},
}
FILM = "20261122-1405-k7qm"


class Failing:
    """Services of which every method fails."""

    error: Exception = KeyError()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object) -> None:
            raise self.error

        return fail


@pytest.fixture(scope="module")
def apps() -> dict[str, App]:
    services: Any = Failing()
    return {
        SOCKET: create_control_app(services, services, services, services),
        COURIER_SOCKET: create_courier_app(services, services),
    }


@pytest.fixture(scope="module")
def folder(apps: dict[str, App], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sockets")
    with (
        listening(folder / SOCKET, apps[SOCKET], 2, 10),
        listening(folder / COURIER_SOCKET, apps[COURIER_SOCKET], 2, 10),
    ):
        yield folder


@pytest.fixture(params=[SOCKET, COURIER_SOCKET])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def http(folder: Path, name: str) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(uds=str(folder / name))
    with httpx.Client(transport=transport, base_url="http://box", timeout=60) as client:
        yield client


def routes(app: App) -> list[tuple[str, str]]:
    return [(route.method, route.path) for route in app.routes]


@pytest.mark.parametrize("failure", FAILURES)
def test_every_route_and_every_failure(apps: dict[str, App], name: str, http: httpx.Client, failure: str) -> None:
    Failing.error, status, leaves_with = FAILURES[failure]
    for method, rule in routes(apps[name]):
        if rule in {"/events", "/pairing/events"}:  # its answer has begun when something fails: the stream ends
            continue
        answer = http.request(method, rule.replace("<film>", FILM), json=BODIES.get(rule, {}))
        assert (answer.status_code, answer.json()["exit"]) == (status, leaves_with), (method, rule)
        sentence(answer)


def test_a_body_that_is_not_json(apps: dict[str, App], name: str, http: httpx.Client) -> None:
    for method, rule in routes(apps[name]):
        if rule in BODIES or (method, rule) in {
            ("POST", "/mark"),
            ("PUT", "/visit"),
            ("POST", "/films/<film>/consent"),
        }:
            for body in (b"{", b"[]", b"\xff", b'{"unknown": 1}'):
                answer = http.request(method, rule.replace("<film>", FILM), content=body)
                refusal(answer, 400, "request", 2)


def test_a_path_or_a_method_that_is_not_there(apps: dict[str, App], name: str, http: httpx.Client) -> None:
    known = {rule for _, rule in routes(apps[name])}
    for path in ("/", "/nowhere", "/films/a/b/c", "/films/..%2f..", "/status%00", "/static/x"):
        refusal(http.get(path), 404, "no-such-route", 2)
    for rule in sorted(known):
        for method in ("DELETE", "PATCH", "TRACE", "OPTIONS", "ATTUNE"):
            refusal(http.request(method, rule.replace("<film>", FILM)), 405, "no-such-route", 2)


def test_a_body_that_is_too_large(apps: dict[str, App], name: str, folder: Path, http: httpx.Client) -> None:
    too_large = bytes(apps[name].largest + 1)
    for method, rule in routes(apps[name]):
        if method != "GET":
            path = rule.replace("<film>", FILM)
            with Client(folder / name) as client, pytest.raises(ErrorAnswer, match="too large") as error:
                client.ask(method, path, too_large)
            assert (error.value.http, error.value.code, error.value.exit) == (413, "too-large", 2)
    chunks = (bytes(64 * 1024) for _ in range(len(too_large) // (64 * 1024) + 2))
    method, rule = next((method, rule) for method, rule in routes(apps[name]) if method != "GET")
    refusal(http.request(method, rule.replace("<film>", FILM), content=chunks), 413, "too-large", 2)


@pytest.mark.parametrize("head", [b"nonsense\r\n\r\n", b"GET /status HTTP/1.1\r\nContent-Length: -1\r\n\r\n"])
def test_a_head_that_is_not_http(folder: Path, name: str, head: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(60)
        caller.connect(str(folder / name))
        caller.sendall(head)
        answer = b"".join(iter(lambda: caller.recv(65536), b""))
    front, _, body = answer.partition(b"\r\n\r\n")
    assert b" 400 " in front.splitlines()[0] + b" "
    status = httpx.Response(400, headers={"content-type": "application/json"}, content=body)
    assert b"Content-Type: application/json" in front
    refusal(status, 400, "request", 2)


def test_who_asked_is_logged(folder: Path, http: httpx.Client, name: str, caplog: pytest.LogCaptureFixture) -> None:
    Failing.error = Refused("Not now.")
    path = f"/films/{FILM}/{'wipe' if name == SOCKET else 'receipt'}"
    with caplog.at_level("INFO", "attune.control"):
        http.request("POST" if name == SOCKET else "PUT", path)
    assert f"uid {os.getuid()} pid {os.getpid()} asks for" in caplog.text
