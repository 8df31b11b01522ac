"""Pairing: one phone, in the window that holding the button opens."""

import json
import threading
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forms import HOST, get, post, token, words
from tests.support.standin import StandIn
from web.access.phones import Phones
from web.access.token_bucket import TokenBucket
from web.app import create_app
from web.settings import Settings, Tls

IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)"}


def window(standin: StandIn) -> None:
    with standin.changing() as world:
        world.pairing = True


def ask(phone: FlaskClient, **more: str) -> TestResponse:
    return phone.post("/pair", base_url=HOST, data={"token": token(phone, "/pair")}, headers=IPHONE | more)


def test_a_stranger_is_told_one_thing(stranger: FlaskClient) -> None:
    page = get(stranger, "/", follow_redirects=True)
    assert page.request.path == "/pair"
    assert "Hold the button on the box until the light turns blue" in words(page)
    assert page.text.count("<form") == 1


def test_pairing(stranger: FlaskClient, standin: StandIn) -> None:
    window(standin)
    page = stranger.get(ask(stranger).headers["Location"], base_url=HOST)
    assert "This phone is paired." in words(page)
    assert "Ready to film" in words(page)
    assert not standin.world.pairing, "the window is for one phone"
    assert "iPhone" in words(get(stranger, "/phones"))
    assert get(stranger, "/pair").headers["Location"] == "/"


def test_no_window(stranger: FlaskClient, standin: StandIn) -> None:
    answer = ask(stranger)
    assert answer.status_code == 409
    assert "The box is not waiting for a phone." in words(answer)
    assert standin.posts() == []
    assert get(stranger, "/").status_code == 303


def test_two_phones_at_once_are_both_refused(app: Flask, standin: StandIn) -> None:
    window(standin)
    phones = [app.test_client() for _ in range(2)]
    tokens = [token(phone, "/pair") for phone in phones]
    answers: list[TestResponse] = []

    def asks(number: int) -> None:
        answers.append(phones[number].post("/pair", base_url=HOST, data={"token": tokens[number]}))

    threads = [threading.Thread(target=asks, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [409, 409]
    for answer in answers:
        assert "Two phones asked at once, so neither was paired." in words(answer)
    assert not standin.world.pairing
    for phone in phones:
        assert get(phone, "/").status_code == 303
    window(standin)
    assert ask(phones[0]).status_code == 303, "the next window is a new one"


def test_a_second_phone_in_the_same_window_comes_too_late(app: Flask, standin: StandIn) -> None:
    window(standin)
    assert ask(app.test_client()).status_code == 303
    assert ask(app.test_client()).status_code == 409


def test_asking_without_end(stranger: FlaskClient, standin: StandIn) -> None:
    answers = [ask(stranger).status_code for _ in range(12)]
    assert answers == [409] * 8 + [429] * 4
    window(standin)
    late = ask(stranger)
    assert late.status_code == 429
    assert "asked too often" in words(late)
    assert standin.world.pairing


def test_unpair_one(app: Flask, phone: FlaskClient, standin: StandIn) -> None:
    window(standin)
    other = app.test_client()
    ask(other)
    names = [known.id for known in app.extensions["attune"].phones.all()]
    said = words(post(phone, f"/phones/{names[1]}/unpair", follow=True))
    assert "The phone is unpaired." in said
    assert (get(other, "/").status_code, get(phone, "/").status_code) == (303, 200)
    assert post(phone, f"/phones/{names[1]}/unpair").status_code == 404
    assert "light turns blue" in words(post(phone, f"/phones/{names[0]}/unpair", follow=True))
    assert get(phone, "/").status_code == 303


def test_unpair_all(app: Flask, phone: FlaskClient) -> None:
    assert "light turns blue" in words(post(phone, "/phones/unpair", follow=True))
    assert get(phone, "/").status_code == 303
    assert app.extensions["attune"].phones.all() == ()


def test_only_a_hash_is_kept_and_it_lasts(standin: StandIn, tmp_path: Path) -> None:
    secret = Phones(tmp_path).add("android", "2026-11-22T14:05:00+00:00")
    kept = tmp_path / "phones.json"
    assert secret not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(kept.read_text())[0]) == {"id", "hash", "kind", "paired"}
    again = Phones(tmp_path)
    found = again.known(secret)
    assert found is not None
    assert again.known(found.hash) is None, "who reads the box's disk cannot pretend to be a phone"
    assert again.remove(found.id)
    assert Phones(tmp_path).known(secret) is None


def test_a_full_disk_pairs_nobody(standin: StandIn, tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "control.sock"), simulated=True, pause=0.1, state=str(tmp_path / "gone"))
    app = create_app(settings)
    window(standin)
    answer = ask(app.test_client())
    assert answer.status_code == 507
    assert app.extensions["attune"].phones.all() == ()


def test_cookies_over_tls(standin: StandIn, tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "control.sock"), "192.168.4.1:443", tls=Tls("c", "k"), pause=0.1)
    phone = create_app(settings).test_client()
    host = "https://192.168.4.1"
    page = phone.get("/pair", base_url=host)
    sent = page.text.partition('name="token" value="')[2].partition('"')[0]
    window(standin)
    answer = phone.post("/pair", base_url=host, data={"token": sent})
    (cookie,) = [made for made in answer.headers.getlist("Set-Cookie") if made.startswith("__Host-attune=")]
    assert "; Secure" in cookie
    assert phone.get("/", base_url=host).status_code == 200
    assert phone.get("/box", base_url=host).status_code == 404


@pytest.mark.parametrize(("stubborn", "given"), [(False, 6), (True, 3)])
def test_turns(stubborn: bool, given: int) -> None:
    now = [0.0]
    turns = TokenBucket(3, 10, stubborn, clock=lambda: now[0])
    taken = 0
    for _ in range(31):
        taken += turns.take("a")
        now[0] += 1
    assert taken == given
    assert turns.take("b")
