"""An unpaired client: no answer to it, of any route and status, reaches the recorder or tells its state."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forms import HOST
from tests.support.standin import StandIn
from tests.support.world import World, film
from web.access.guard import OPEN, UNPAIRED
from web.app import create_app
from web.settings import Settings

AWAY = {"REMOTE_ADDR": "192.168.4.77"}
PATHS = [
    "/static/nope",
    "/static/edition/nope",
    "/nothing",
    "/",
    "/films/20261122-1405-k7qm",
    "/before/framing",
    "/events",
]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
ACCEPTS = ("text/html", "application/json", "*/*")


def ready(world: World) -> None:
    world.films = [film()]


def filming(world: World) -> None:
    world._start({})


def waiting(world: World) -> None:
    world.pairing = True


def fault(world: World) -> None:
    world._simulate({"device": "camera", "trouble": "stall"})


def open_paths(app: Flask) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in OPEN]
    assert {rule.endpoint for rule in rules} == OPEN
    return [re.sub(r"<(\w+:)?\w+>", "attune.css", rule.rule) for rule in rules]


def attempts(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    """A request for each path, method and kind of failure: wrong token, wrong host, too large, not understood."""
    good = {"X-Attune-Token": "good"}
    found: list[tuple[str, dict[str, Any]]] = []
    for path in [*open_paths(app), *PATHS]:
        for method in METHODS:
            found += [(path, {"method": method, "headers": {"Accept": accept} | good}) for accept in ACCEPTS]
        found += [
            (path, {"headers": {"Host": "elsewhere.test"}}),
            (path, {"method": "POST", "data": {"token": "wrong"}}),
            (path, {"method": "POST", "data": {"more": "x" * 20_000}}),
            (path, {"method": "POST", "headers": good | {"Content-Type": "application/json"}, "data": b"{"}),
            (path, {"method": "POST", "headers": good | {"Content-Type": "text/strange"}, "data": b"\xff"}),
        ]
    return found


def answers(app: Flask) -> list[tuple[int, str]]:
    given = []
    for number, (path, more) in enumerate(attempts(app)):
        with app.test_client() as client:
            client.set_cookie("attune-visitor", "good", domain="127.0.0.1")
            address = {"REMOTE_ADDR": f"10.0.{number // 200}.{number % 200}"}
            answer = client.open(path, base_url=HOST, environ_base=address, **more)
            given.append((answer.status_code, _masked(answer)))
    return given


def _masked(answer: TestResponse) -> str:
    text = answer.get_data().decode("utf-8", "replace")
    return re.sub(r"[\w-]{32}", "TOKEN", text)


def _asked(standin: StandIn) -> list[str]:
    return [line for line in standin.asked if line != "GET /pairing/events"]  # the app's own, at its start


@pytest.mark.slow
@pytest.mark.parametrize("change", [ready, filming, waiting, fault])
def test_no_answer_reaches_the_recorder_or_tells_its_state(
    app: Flask, standin: StandIn, change: Callable[[World], None]
) -> None:
    answers(app)  # asks to be paired
    before = answers(app)
    with standin.changing() as world:
        change(world)
    assert answers(app) == before
    assert {status for status, _ in before} >= {200, 303, 400, 401, 403, 404, 413}
    assert _asked(standin) == []
    assert standin.asked.count("GET /pairing/events") <= 1


@pytest.mark.slow
def test_the_same_when_the_recorder_is_away(app: Flask, standin: StandIn) -> None:
    answers(app)  # asks to be paired
    before = answers(app)
    standin.close()
    assert answers(app) == before


def test_one_address_has_its_share_and_not_that_of_others(app: Flask) -> None:
    client = app.test_client()
    asked = [client.get("/static/nope", base_url=HOST, environ_base=AWAY).status_code for _ in range(UNPAIRED[0] + 20)]
    # A token or two may come back while a busy machine takes its time.
    assert asked[: UNPAIRED[0]] == [404] * UNPAIRED[0]
    assert 429 in asked[UNPAIRED[0] :]
    assert client.get("/pair", base_url=HOST).status_code == 200


def test_a_link_from_elsewhere_changes_no_token(app: Flask) -> None:
    phone = app.test_client()
    phone.set_cookie("attune", app.extensions["attune"].phones.add("computer", None), domain="127.0.0.1")
    mine = _token(phone)
    # With a link from elsewhere a browser sends the cookies that are Lax, and not those that are Strict.
    assert not any("SameSite=Strict" in made for made in _cookies(app, "/"))
    assert not any("SameSite=Strict" in made for made in _cookies(app, "/pair"))
    # And of a form elsewhere: none comes along, and none may be set by the answer.
    answer = app.test_client().post("/pair", base_url=HOST, data={"token": "theirs"})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (403, [])
    assert _token(phone) == mine
    assert phone.post("/start", base_url=HOST, data={"token": mine}).status_code == 303


def _token(phone: FlaskClient) -> str:
    return phone.get("/", base_url=HOST).text.partition('data-token="')[2].partition('"')[0]


def _cookies(app: Flask, path: str) -> list[str]:
    phone = app.test_client()
    if path == "/":
        phone.set_cookie("attune", app.extensions["attune"].phones.add("computer", None), domain="127.0.0.1")
    made = phone.get(path, base_url=HOST, headers={"Accept": "text/html"}).headers.getlist("Set-Cookie")
    assert made
    return made


def test_two_boxes_share_no_cookie(standin: StandIn, tmp_path: Any) -> None:
    control = str(tmp_path / "control.sock")
    apps = [
        create_app(Settings(control, name=f"attune-{name}", simulated=True), lambda: False) for name in ("k7qm", "p3xd")
    ]
    names = [{made.partition("=")[0] for made in _cookies(app, "/pair")} for app in apps]
    assert names == [{"attune-k7qm-visitor"}, {"attune-p3xd-visitor"}]
