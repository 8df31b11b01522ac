"""What keeps other people's pages out, on every route that there is."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.forms import HOST, get, token
from tests.web.standin import StandIn
from tests.web.world import film, receipt

FILM = "20261122-1405-k7qm"


def routes(app: Flask, method: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in {"static", "live.events"}:
            yield re.sub(r"<film:\w+>", FILM, rule.rule)


@pytest.fixture(autouse=True)
def one_film(standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(FILM, receipt=receipt())]


def test_every_post_needs_the_token(app: Flask, phone: FlaskClient, standin: StandIn) -> None:
    good = token(phone)
    posts = list(routes(app, "POST"))
    assert len(posts) >= 8
    for path in posts:
        sure = {"sure": "yes", "trouble": "camera stall"}
        attempts = [
            phone.post(path, base_url=HOST, data=sure),
            phone.post(path, base_url=HOST, data=sure | {"token": good[:-1] + "!"}),
            phone.post(path, base_url=HOST, data=sure | {"token": "é"}),
            phone.post(path, base_url=HOST, data=sure | {"token": good}, headers={"Origin": "http://elsewhere.test"}),
            phone.post(path, base_url=HOST, data=sure | {"token": good}, headers={"Origin": "null"}),
            app.test_client().post(path, base_url=HOST, data=sure | {"token": good}),
            app.test_client().post(path, base_url=HOST, data=sure | {"token": ""}),
        ]
        assert [answer.status_code for answer in attempts] == [403] * len(attempts), path
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


def test_localhost_is_this_box_too(phone: FlaskClient) -> None:
    assert phone.get("/", base_url="http://localhost:8765").status_code == 200


def test_headers_on_every_answer(app: Flask, phone: FlaskClient) -> None:
    for path in [*routes(app, "GET"), "/nothing", "/static/attune.css"]:
        with get(phone, path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        if not path.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", path


def test_pages_keep_to_the_policy(app: Flask, phone: FlaskClient) -> None:
    for path in routes(app, "GET"):
        text = get(phone, path).text if path != "/box/framing" else ""
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text), path
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path


def test_cookie(phone: FlaskClient) -> None:
    cookie = get(phone, "/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Set-Cookie" not in get(phone, "/").headers


def test_a_form_is_never_large_enough_for_a_file(phone: FlaskClient) -> None:
    answer = phone.post("/start", base_url=HOST, data={"token": token(phone), "more": "x" * 20_000})
    assert answer.status_code == 413
