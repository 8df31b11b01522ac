"""What keeps strangers and other people's pages out, on every route that there is."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.forms import HOST, get, paired, token
from tests.support.standin import StandIn
from tests.support.world import film, receipt
from web.access.guard import OPEN, SIMULATED_BOX

FILM = "20261122-1405-k7qm"
LOUD = {"Accept": "text/html"}
PICTURES = {"papers.png", "simulated.framing", "plan.framing", "live.events", "static"}
BODY = {"sure": "yes", "trouble": "camera stall", "id": "00112233445566ff", "utc": "1795000000", "kind": "interaction"}


def routes(app: Flask, method: str, without: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in {"static", "live.events", *without}:
            path = re.sub(r"<phone:\w+>", "0badcafe", re.sub(r"<film:\w+>", FILM, rule.rule))
            yield re.sub(r"<mark:\w+>", "00112233445566ff", path).replace("<int:size>", "192")


@pytest.fixture(autouse=True)
def many_addresses(app: Flask) -> None:
    """Each request from an address of its own: what is tested here is not how many an address may send."""
    inner, count = app.wsgi_app, itertools.count()

    def from_anywhere(environ: dict[str, Any], start: Any) -> Any:
        if environ["REMOTE_ADDR"] == "127.0.0.1":
            number = next(count)
            environ["REMOTE_ADDR"] = f"127.1.{number // 250}.{number % 250}"
        return inner(environ, start)

    app.wsgi_app = from_anywhere  # type: ignore[method-assign,assignment]


@pytest.fixture(autouse=True)
def one_film(standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(FILM, receipt=receipt())]


def test_every_post_needs_the_token(app: Flask, phone: FlaskClient, standin: StandIn) -> None:
    good = token(phone)
    posts = list(routes(app, "POST"))
    assert len(posts) >= 20
    for path in posts:
        attempts = [
            phone.post(path, base_url=HOST, data=BODY),
            phone.post(path, base_url=HOST, json=BODY),
            phone.post(path, base_url=HOST, data=BODY | {"token": good[:-1] + "!"}),
            phone.post(path, base_url=HOST, data=BODY | {"token": "é"}),
            phone.post(path, base_url=HOST, data=BODY | {"token": good}, headers={"X-Attune-Token": "wrong"}),
            phone.post(path, base_url=HOST, data=BODY | {"token": good}, headers={"Origin": "http://elsewhere.test"}),
            phone.post(path, base_url=HOST, data=BODY | {"token": good}, headers={"Origin": "null"}),
            paired(app).post(path, base_url=HOST, data=BODY | {"token": good}),
            paired(app).post(path, base_url=HOST, data=BODY | {"token": ""}),
        ]
        assert [answer.status_code for answer in attempts] == [403] * len(attempts), path
    assert standin.posts() == []


@pytest.mark.parametrize("secret", [None, "", "stale", "é"], ids=["none", "empty", "stale", "strange"])
def test_a_stranger_changes_nothing_and_sees_nothing(
    app: Flask, stranger: FlaskClient, standin: StandIn, secret: str | None
) -> None:
    with standin.changing() as world:
        world.plan["case"], world.plan["question"] = "K-17", "why does he cry"
    good = token(stranger, "/pair")
    if secret is not None:
        stranger.set_cookie("attune", secret, domain="127.0.0.1")
    for path in routes(app, "POST", SIMULATED_BOX | {"pair.ask"}):
        for more in ({}, LOUD, {"Accept": "application/json"}):
            sent = stranger.post(path, base_url=HOST, data=BODY | {"token": good}, headers=more)
            assert sent.status_code == 401, path
        assert stranger.post(path, base_url=HOST, json=BODY, headers={"X-Attune-Token": good}).status_code == 401
    for path in [
        *routes(app, "GET", OPEN | SIMULATED_BOX),
        "/events",
        "/events?page=visit",
        "/nothing",
        "/films/nothing",
    ]:
        assert stranger.get(path, base_url=HOST).status_code == 401, path
        page = stranger.get(path, base_url=HOST, headers=LOUD)
        assert (page.status_code, page.headers["Location"]) == (303, "/pair"), path
        for told in ("k7qm", "K-17", "he cry"):
            assert told not in page.text
    for path in [*routes(app, "GET"), *routes(app, "POST")]:
        for method in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"):
            stranger.open(path, method=method, base_url=HOST, headers={"X-Attune-Token": good})
    assert standin.posts() == []
    answer = stranger.post("/pair", base_url=HOST, data={"token": good})
    assert answer.status_code == 303
    assert standin.posts() == []


def test_the_bench_is_for_this_machine_only(stranger: FlaskClient, standin: StandIn) -> None:
    here = stranger.get("/box", base_url=HOST, headers=LOUD)
    there = stranger.get("/box", base_url=HOST, headers=LOUD, environ_base={"REMOTE_ADDR": "192.168.4.17"})
    assert (here.status_code, there.status_code) == (200, 303)
    assert "k7qm" not in here.text
    good = token(stranger)
    sent = stranger.post("/box/press", base_url=HOST, data={"token": good}, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert sent.status_code == 401
    assert stranger.post("/box/press", base_url=HOST, data={"token": "wrong"}).status_code == 403
    assert standin.posts() == []


def test_our_own_origin_is_welcome(phone: FlaskClient, standin: StandIn) -> None:
    answer = phone.post("/start", base_url=HOST, data={"token": token(phone)}, headers={"Origin": HOST})
    assert answer.status_code == 303
    assert standin.posts() == ["POST /start"]


@pytest.mark.parametrize("host", ["elsewhere.test", "127.0.0.1.elsewhere.test", "", "127.0.0.2:8765", "a b"])
def test_foreign_hosts_get_nothing(app: Flask, phone: FlaskClient, standin: StandIn, host: str) -> None:
    good = token(phone)
    before = len(standin.asked)
    for path in routes(app, "GET"):
        assert phone.get(path, base_url=HOST, headers={"Host": host}).status_code == 400, path
    for path in routes(app, "POST"):
        answer = phone.post(path, base_url=HOST, headers={"Host": host}, data={"token": good})
        assert answer.status_code == 400, path
    assert len(standin.asked) == before


def test_localhost_is_this_box_too(stranger: FlaskClient) -> None:
    assert stranger.get("/pair", base_url="http://localhost:8765").status_code == 200


def test_headers_on_every_answer(app: Flask, phone: FlaskClient) -> None:
    for path in [*routes(app, "GET"), "/nothing", "/static/attune.css"]:
        with get(phone, path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in headers
        assert headers["Cache-Control"] in {"no-store", "no-cache"}, path
        if not path.startswith("/static") and path != "/worker.js":
            assert headers["Cache-Control"] == "no-store", path


def test_pages_keep_to_the_policy(app: Flask, phone: FlaskClient) -> None:
    for path in routes(app, "GET", PICTURES | {"papers.openapi"}):
        text = get(phone, path).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text), path
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path


def test_cookies(phone: FlaskClient, stranger: FlaskClient) -> None:
    (made,) = get(stranger, "/pair").headers.getlist("Set-Cookie")
    assert made.startswith("attune-visitor=")
    kept = next(cookie for cookie in get(phone, "/").headers.getlist("Set-Cookie") if cookie.startswith("attune="))
    for cookie in (made, kept):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Max-Age=34560000" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert "Set-Cookie" not in get(stranger, "/pair").headers


def test_a_form_is_never_large_enough_for_a_file(phone: FlaskClient) -> None:
    answer = phone.post("/start", base_url=HOST, data={"token": token(phone), "more": "x" * 20_000})
    assert answer.status_code == 413
