"""Access control, on every route that there is: host, cookie, token, lock, headers."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.pages.access import LOCKED, STRANGERS
from tests.support.desk_pages import AGAIN, BASE, PASSPHRASE, context_of, desk_app, enter, follow, get, post, token

CODE = "K-17"
FILM = "20261122-1405-k7qm"
FOREIGN = ["elsewhere.test", "localhost:45678", "127.0.0.1", "127.0.0.1:1", "", "127.0.0.1:45678.x"]
HTML = {"Accept": "text/html"}
QUESTION = "Why does he look away when I sing"


def paths(app: Flask, method: str, without: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
    """The address of every route that takes this method."""
    aliases = context_of(app).aliases
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in without:
            path = re.sub(r"<alias:\w+>", aliases.of(CODE), rule.rule)
            path = re.sub(r"<film:\w+>", aliases.of(FILM), path)
            path = re.sub(r"<int:\w+>", "1", path)
            yield re.sub(r"<(?:\w+:)?\w+>", "attune.css", path)


@pytest.fixture
def busy(browser: FlaskClient) -> FlaskClient:
    """At a desk with a case."""
    post(browser, "/case/new", code=CODE)
    return browser


@pytest.mark.parametrize(
    "host", ["elsewhere.test", "localhost:45678", "127.0.0.1", "127.0.0.1:1", "", "127.0.0.1:45678.x"]
)
def test_a_foreign_host_gets_nothing(app: Flask, busy: FlaskClient, host: str) -> None:
    good = token(busy)
    for method in ("GET", "POST"):
        for path in paths(app, method):
            answer = busy.open(path, method=method, base_url=BASE, headers={"Host": host}, data={"token": good})
            assert (answer.status_code, answer.text) == (400, "Bad request"), path


@pytest.mark.parametrize("cookie", [None, "", "stale", "é"], ids=["none", "empty", "stale", "strange"])
def test_a_browser_without_the_cookie_gets_nothing(app: Flask, busy: FlaskClient, cookie: str | None) -> None:
    good, stranger = token(busy), app.test_client()
    if cookie is not None:
        stranger.set_cookie("attune-desk-45678", cookie, domain="127.0.0.1")
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        own = STRANGERS if method == "OPTIONS" else set()
        for path in paths(app, "POST" if method == "POST" else "GET", own):
            answer = stranger.open(path, method=method, base_url=BASE, data={"token": good}, headers=HTML)
            assert answer.status_code in {403, 405}, path
            assert CODE not in answer.text
            assert "Set-Cookie" not in answer.headers


def test_the_address_works_once(app: Flask) -> None:
    ticket = context_of(app).access.ticket()
    first, second = app.test_client(), app.test_client()
    answer = get(first, f"/enter/{ticket}")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert re.fullmatch(r"attune-desk-45678=[\w-]{43}; HttpOnly; Path=/; SameSite=Strict", cookie)
    assert get(second, f"/enter/{ticket}").status_code == 403
    assert get(second, "/enter/guess").status_code == 403
    assert get(first, "/first").status_code == 200


def test_a_newer_address_ends_the_one_before(app: Flask) -> None:
    old, new = context_of(app).access.ticket(), context_of(app).access.ticket()
    assert get(app.test_client(), f"/enter/{old}").status_code == 403
    assert get(app.test_client(), f"/enter/{new}").status_code == 200


def test_another_window_shuts_the_one_before_out(app: Flask, browser: FlaskClient) -> None:
    other = enter(app)
    assert get(other, "/").status_code == 200
    assert get(browser, "/").status_code == 403


def test_only_a_second_start_is_given_another_address(app: Flask, browser: FlaskClient) -> None:
    for wrong in ({}, {"X-Attune-Again": ""}, {"X-Attune-Again": AGAIN[:-1]}, {"X-Attune-Again": "é"}):
        assert browser.post("/again", base_url=BASE, headers=wrong).status_code == 403
    answer = app.test_client().post("/again", base_url=BASE, headers={"X-Attune-Again": AGAIN})
    assert get(app.test_client(), answer.json["address"].removeprefix(BASE)).status_code == 200  # type: ignore[index]


def test_every_form_needs_the_token(app: Flask, busy: FlaskClient) -> None:
    good = token(busy)
    forms = list(paths(app, "POST", STRANGERS))
    assert len(forms) >= 10
    before = context_of(app).session.desk.events(CODE)  # type: ignore[union-attr]
    for path in forms:
        attempts = [
            busy.post(path, base_url=BASE, data={"question": "x"}),
            busy.post(path, base_url=BASE, json={"token": good}),
            busy.post(path, base_url=BASE, data={"token": good[:-1] + "!"}),
            busy.post(path, base_url=BASE, data={"token": good}, headers={"X-Attune-Token": "wrong"}),
            busy.post(path, base_url=BASE, data={"token": good}, headers={"Origin": "http://elsewhere.test"}),
            busy.post(path, base_url=BASE, data={"token": good}, headers={"Origin": "http://127.0.0.1:1"}),
            busy.post(path, base_url=BASE, data={"token": good}, headers={"Origin": "null"}),
        ]
        assert [answer.status_code for answer in attempts] == [403] * len(attempts), path
    assert context_of(app).session.desk.events(CODE) == before  # type: ignore[union-attr]


def test_a_locked_desk_gives_nothing(app: Flask, busy: FlaskClient) -> None:
    post(busy, f"/case/{context_of(app).aliases.of(CODE)}/question", question=QUESTION)
    good = token(busy)
    assert post(busy, "/lock").status_code == 303
    for path in paths(app, "GET", LOCKED):
        answer = busy.get(path, base_url=BASE, headers=HTML)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/unlock"), path
        assert busy.get(path, base_url=BASE).status_code == 403, path
    for path in paths(app, "POST", LOCKED):
        answer = busy.post(path, base_url=BASE, data={"token": good}, headers=HTML)
        assert answer.status_code == 403, path
    for method in ("GET", "POST"):
        for path in paths(app, method):
            shown = busy.open(path, method=method, base_url=BASE, data={"token": good}, follow_redirects=True).text
            assert CODE not in shown, path
            assert QUESTION not in shown, path


def test_it_locks_itself(app: Flask, busy: FlaskClient) -> None:
    desk = context_of(app).session.desk
    assert desk is not None
    desk.keys.idle = 0
    assert busy.get("/state", base_url=BASE).json == {"locked": True}
    assert get(busy, "/").headers["Location"] == "/unlock"
    assert "does not open the keyring" in post(busy, "/unlock", passphrase="wrong").text
    assert follow(busy, "/unlock", passphrase=PASSPHRASE).status_code == 200
    assert CODE in get(busy, "/").text


def test_headers_on_every_answer(app: Flask, busy: FlaskClient) -> None:
    good = token(busy)
    for method in ("GET", "POST"):
        for path in [*paths(app, method, {"start.lock"}), "/nothing"]:
            for data in ({}, {"token": good}):
                with busy.open(path, method=method, base_url=BASE, data=data) as answer:
                    headers = answer.headers
                assert headers["Cache-Control"] == "no-store", path
                policy = headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
                assert "unsafe" not in policy
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "same-origin"


def test_titles_and_addresses_say_nothing(app: Flask, busy: FlaskClient) -> None:
    """Browsers write both into their history."""
    for path in paths(app, "GET", {"static", "start.state"}):
        answer = busy.get(path, base_url=BASE, headers=HTML, follow_redirects=True)
        if answer.mimetype == "text/html" and "<title" in answer.text:
            assert "<title>Attune</title>" in answer.text, path
            assert re.findall(r"<title", answer.text) == ["<title"], path
        for address in re.findall(r'(?:href|src|action|data-\w+)="(/[^"]*)"', answer.text):
            assert CODE.lower() not in address.lower(), path


def test_pages_keep_to_the_policy(app: Flask, busy: FlaskClient) -> None:
    for path in paths(app, "GET", {"static"}):
        text = get(busy, path, follow_redirects=True).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text), path
        assert not re.search(r"https?://(?!www\.w3\.org)", text), path


def test_browsers_are_asked_to_keep_no_field(app: Flask, busy: FlaskClient) -> None:
    """A form's own autocomplete is not enough: Firefox stores a textarea in its session file all the same."""
    seen = 0
    locked = desk_app(context_of(app).session.folder.with_name("other"))
    pages = [get(busy, path, follow_redirects=True).text for path in paths(app, "GET", {"static"})]
    for text in [*pages, get(enter(locked), "/first").text]:
        for field in re.findall(r"<(?:input|textarea|select)\b[^>]*>", text):
            if re.search(r'type="(hidden|checkbox|radio|range)"', field):
                continue
            seen += 1
            for asked in ('autocomplete="off"', 'spellcheck="false"', 'writingsuggestions="false"'):
                assert asked in field, field
    assert seen >= 12
