"""Pairing: one phone, in the window that holding the button opens."""

import json
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.forms import HOST, get, post, words
from tests.support.standin import StandIn
from web.access.phones import Phones
from web.access.token_bucket import TokenBucket
from web.app import create_app
from web.settings import Settings, Tls

IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)"}


def ask(phone: FlaskClient, **more: str) -> str:
    """Ask to be paired; the code that the phone's page shows."""
    sent = get(phone, "/pair").text.partition('data-token="')[2].partition('"')[0]
    answer = phone.post("/pair", base_url=HOST, data={"token": sent}, headers=IPHONE | more)
    assert answer.status_code == 303
    found = re.search(r'data-code="([1-4]+)"', get(phone, "/pair").text)
    assert found
    return found[1]


def press(standin: StandIn, code: str) -> None:
    """Hold the button and press a code, as the recorder reports it."""
    with standin.changing() as world:
        world.pairing, world.pressed = True, code
    deadline = time.monotonic() + 60
    while standin.world.pressed == code and time.monotonic() < deadline:
        time.sleep(0.05)


def pair(phone: FlaskClient, standin: StandIn) -> None:
    press(standin, ask(phone))
    deadline = time.monotonic() + 60
    while not paired(phone) and time.monotonic() < deadline:
        time.sleep(0.05)


def paired(phone: FlaskClient) -> bool:
    """Whether the phone's page says so."""
    return bool(phone.get("/pair/state", base_url=HOST).get_json()["paired"])


def test_an_unpaired_phone_sees_one_thing_to_do(stranger: FlaskClient) -> None:
    page = get(stranger, "/", follow_redirects=True)
    assert page.request.path == "/pair"
    assert "You need the box in reach, to press its button." in words(page)
    assert page.text.count("<form") == 1


def test_pairing(stranger: FlaskClient, standin: StandIn) -> None:
    code = ask(stranger)
    assert "Press these numbers on the box " + ", ".join(code) in words(get(stranger, "/pair"))
    assert not paired(stranger)
    press(standin, code)
    deadline = time.monotonic() + 60
    while (page := get(stranger, "/pair")).status_code != 303 and time.monotonic() < deadline:
        time.sleep(0.05)
    page = get(stranger, page.headers["Location"])
    assert "This phone is paired." in words(page)
    assert "Ready to film" in words(page)
    assert not standin.world.pairing, "the window is for one phone"
    assert "iPhone" in words(get(stranger, "/phones"))
    assert get(stranger, "/pair").headers["Location"] == "/"
    assert paired(stranger)


def test_nothing_is_paired_until_its_code_is_pressed(app: Flask, standin: StandIn) -> None:
    phones = [app.test_client() for _ in range(3)]
    codes = [ask(phone) for phone in phones]
    assert len(set(codes)) == 3
    assert [ask(phone) for phone in phones] == codes, "asking again changes nothing"
    with standin.changing() as world:
        world.pairing = True
    assert [paired(phone) for phone in phones] == [False] * 3
    assert standin.posts() == []
    pair(phones[1], standin)
    assert [paired(phone) for phone in phones] == [False, True, False]


def test_a_code_that_no_phone_shows(stranger: FlaskClient, standin: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    code = ask(stranger)
    with standin.changing() as world:
        world.pairing, world.pressed = True, "111" if code != "111" else "112"
    deadline = time.monotonic() + 60
    while "that no phone shows" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "a pairing code was pressed that no phone shows" in caplog.text
    assert not paired(stranger)
    assert standin.posts() == []


def test_the_secret_is_given_once_and_to_the_browser_that_asked(app: Flask, standin: StandIn) -> None:
    mine, other = app.test_client(), app.test_client()
    code = ask(mine)
    ask(other)
    press(standin, code)
    assert not paired(other)
    deadline = time.monotonic() + 60
    while not paired(mine) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(app.extensions["attune"].phones.all()) == 1


def test_unpair_one(app: Flask, phone: FlaskClient, standin: StandIn) -> None:
    other = app.test_client()
    pair(other, standin)
    names = [known.id for known in app.extensions["attune"].phones.all()]
    said = words(post(phone, f"/phones/{names[1]}/unpair", follow=True))
    assert "The phone is unpaired." in said
    assert (get(other, "/").status_code, get(phone, "/").status_code) == (303, 200)
    assert post(phone, f"/phones/{names[1]}/unpair").status_code == 404
    assert "You need the box in reach" in words(post(phone, f"/phones/{names[0]}/unpair", follow=True))
    assert get(phone, "/").status_code == 303


def test_unpair_all(app: Flask, phone: FlaskClient) -> None:
    assert "You need the box in reach" in words(post(phone, "/phones/unpair", follow=True))
    assert get(phone, "/").status_code == 303
    assert app.extensions["attune"].phones.all() == ()


def test_only_a_hash_is_kept_and_it_lasts(standin: StandIn, tmp_path: Path) -> None:
    secret = Phones(tmp_path).add("android", "2026-11-22T14:05:00+00:00")
    kept = tmp_path / "phones.json"
    assert secret not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(kept.read_text())[0]) == {"id", "hash", "kind", "paired", "used", "unseen"}
    again = Phones(tmp_path)
    found = again.known(secret)
    assert found is not None
    assert again.known(found.hash) is None, "who reads the box's disk cannot pretend to be a phone"
    assert again.remove(found.id)
    assert Phones(tmp_path).known(secret) is None


def test_a_full_disk_pairs_nobody(standin: StandIn, tmp_path: Path) -> None:
    app = create_app(Settings(str(tmp_path / "control.sock"), simulated=True, state=str(tmp_path / "gone")))
    phone = app.test_client()
    press(standin, ask(phone))
    deadline = time.monotonic() + 60
    while (answer := get(phone, "/pair")).status_code == 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer.status_code == 507
    assert app.extensions["attune"].phones.all() == ()


def test_cookies_over_tls(standin: StandIn, tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "control.sock"), "192.168.4.1:443", tls=Tls("c", "k"))
    phone = create_app(settings).test_client()
    host = "https://192.168.4.1"
    page = phone.get("/pair", base_url=host)
    sent = page.text.partition('name="token" value="')[2].partition('"')[0]
    page = phone.post("/pair", base_url=host, data={"token": sent}, follow_redirects=True)
    press(standin, page.text.partition('data-code="')[2].partition('"')[0])
    deadline = time.monotonic() + 60
    while (answer := phone.get("/pair", base_url=host)).status_code == 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    (cookie,) = [made for made in answer.headers.getlist("Set-Cookie") if made.startswith("__Host-attune=")]
    assert "; Secure" in cookie
    assert phone.get("/", base_url=host).status_code == 200
    assert phone.get("/box", base_url=host).status_code == 404


def test_a_box_is_known_by_its_own_address_and_name(standin: StandIn, tmp_path: Path) -> None:
    """Each box has both to itself. Its cookies carry its name as well, for boxes that were set up by hand."""
    host, address = "attune-k7qm.example.org", "10.77.17.1"
    settings = Settings(
        str(tmp_path / "control.sock"), f"{address}:443", name="attune-k7qm", hosts=(host,), tls=Tls("c", "k")
    )
    app = create_app(settings, lambda: False)
    for origin in (address, host):
        phone = app.test_client()
        page = phone.get("/pair", base_url=f"https://{origin}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert page.headers["Set-Cookie"].startswith("__Host-attune-k7qm-visitor=")
        assert "Strict-Transport-Security" not in page.headers
        secret = app.extensions["attune"].phones.add("iphone", None)
        phone.set_cookie("__Host-attune-k7qm", secret, domain=origin, secure=True)
        page = phone.get("/phones", base_url=f"https://{origin}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        # Browsers heed it for names alone.
        hsts = "max-age=2592000" if origin == host else None
        assert page.headers.get("Strict-Transport-Security") == hsts
    another = app.test_client().get("/pair", base_url="https://10.77.18.1", headers={"Accept": "text/html"})
    assert another.status_code == 400


def test_tokens() -> None:
    now = [0.0]
    turns = TokenBucket(3, 10, clock=lambda: now[0])
    taken = 0
    for _ in range(31):
        taken += turns.take("a")
        now[0] += 1
    assert taken == 6
    assert turns.take("b")


@pytest.mark.parametrize("what", ["one", "all"])
def test_unpairing_is_confirmed_and_refused_while_filming(
    app: Flask, phone: FlaskClient, standin: StandIn, what: str
) -> None:
    (mine,) = [known.id for known in app.extensions["attune"].phones.all()]
    address = f"/phones/{mine}/unpair" if what == "one" else "/phones/unpair"
    assert f'href="{address}"' in get(phone, "/phones").text
    assert "No, go back" in words(get(phone, address))
    standin.world.post("/start", {})
    assert "The family wants this now" in words(get(phone, address))
    refused = post(phone, address)
    assert refused.status_code == 409
    assert "The box is filming." in words(refused)
    assert get(phone, "/").status_code == 200
    assert post(phone, address, family="yes").status_code == 303
    assert get(phone, "/").status_code == 303
