"""The list of paired phones: how a pairing ends by age, how all phones tell of a new one, what is logged."""

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from control.messages import PairingStatus
from tests.support.forms import get, paired, post, words
from tests.support.recorder_process import until
from tests.support.standin import StandIn
from tests.support.world import film
from web.access.expiry import Expiry
from web.access.phones import FILE, Phones
from web.live.seen import Seen
from web.server.logs import LINES, Limit
from web.settings import Settings

DAY = date(2026, 11, 22)
SETTINGS = Settings("c", unused_days=30, paired_days=180)
IDLE = PairingStatus(open=False, code=None, clock="ntp", filming=False)


def after(phones: Phones, day: int, status: PairingStatus = IDLE, trusted: bool = True) -> int:
    """How many are still paired on that day of the year."""
    now = datetime.fromordinal(DAY.toordinal() + day).replace(tzinfo=UTC)
    Expiry(phones, SETTINGS).check(status, now if trusted else None)
    return len(phones.all())


def test_a_pairing_ends_unused_and_by_age(tmp_path: Path) -> None:
    phones = Phones(tmp_path)
    phones.add("iphone", "2026-11-22T14:05:00+00:00")
    assert [after(phones, day) for day in (0, 29, 30, 31)] == [1, 1, 1, 0]
    assert Phones(tmp_path).all() == ()
    secret = phones.add("iphone", "2026-11-22T14:05:00+00:00")
    for day in range(0, 181, 20):
        phone = phones.known(secret)
        assert phone is not None
        phones.use(phone, date.fromordinal(DAY.toordinal() + day))
        assert after(phones, day) == 1
    assert after(phones, 181) == 0


def test_no_pairing_ends_while_filming_or_by_a_clock_that_nobody_trusts() -> None:
    phones = Phones(None)
    phones.add("iphone", "2026-11-22T14:05:00+00:00")
    filming = PairingStatus(open=False, code=None, clock="ntp", filming=True)
    assert after(phones, 400, filming) == 1
    assert after(phones, 400, trusted=False) == 1
    assert after(phones, 400) == 0


def test_days_that_were_not_known_begin_when_the_time_is() -> None:
    phones = Phones(None)
    secret = phones.add("iphone", None)
    assert [after(phones, day) for day in (200, 230)] == [1, 1]
    phone = phones.known(secret)
    assert phone is not None
    assert phone.paired == phone.used == "2027-06-10"
    phones.use(phone, None)  # in the field, without a clock
    assert after(phones, 300) == 1


def test_a_box_without_a_trusted_clock_counts_no_day(app: Flask, standin: StandIn) -> None:
    feed = app.extensions["attune"].pairing_feed
    until(lambda: feed.now() is not None)  # it listens: what it heard last is not overtaken by what it heard before
    with standin.changing() as world:
        world.clock = "phone"
    until(lambda: feed.now() is None)
    get(paired(app), "/")
    (known,) = app.extensions["attune"].phones.all()
    assert known.used is None


def test_every_paired_phone_tells_of_a_new_one_until_it_is_acknowledged(app: Flask, phone: FlaskClient) -> None:
    other = paired(app)
    assert "A new phone is paired" not in words(get(phone, "/phones")).replace("A new phone is paired Computer", "")
    app.extensions["attune"].phones.add("android", None)
    for told in (phone, other):
        for path in ("/", "/phones", "/before/camera"):
            said = words(get(told, path))
            assert "A new phone is paired" in said
            assert "Android phone" in said
    post(phone, "/phones/seen")
    assert "A new phone is paired" not in words(get(phone, "/"))
    assert "A new phone is paired" in words(get(other, "/"))


def test_what_is_logged_names_the_phone_and_nothing_else(
    app: Flask, phone: FlaskClient, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "attune.web")
    with standin.changing() as world:
        world.films = [film("20261122-1405-k7qm"), film("20261122-1505-p3xd")]
        world.plan["question"] = "why does he cry"
    (mine,) = app.extensions["attune"].phones.all()
    app.extensions["attune"].phones.add("android", None)
    other = app.extensions["attune"].phones.all()[1].id
    post(phone, "/films/20261122-1405-k7qm/sync")
    post(phone, "/films/20261122-1405-k7qm/wipe")
    post(phone, "/films/20261122-1505-p3xd/discard/sure", sure="yes")
    post(phone, "/sync")
    post(phone, f"/phones/{other}/unpair")
    post(phone, "/phones/unpair")
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        f"phone {other} (android): paired",
        f"phone {mine.id}: sync 20261122-1405-k7qm, answered 303",
        f"phone {mine.id}: wipe 20261122-1405-k7qm, answered 409",
        f"phone {mine.id}: discard 20261122-1505-p3xd, answered 303",
        f"phone {mine.id}: sync of all films, answered 303",
        f"phone {mine.id}: unpair {other}, answered 303",
        f"phone {mine.id}: unpair all phones, answered 303",
    ]


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=50)
def test_any_bytes_in_the_list_are_set_aside(tmp_path_factory: pytest.TempPathFactory, spoiled: bytes) -> None:
    folder = tmp_path_factory.mktemp("state")
    (folder / FILE).write_bytes(spoiled)
    phones = Phones(folder)
    if phones.all() == () and spoiled.strip() != b"[]":
        assert (folder / "phones.bad").read_bytes() == spoiled
    secret = phones.add("iphone", None)
    assert Phones(folder).known(secret)


@pytest.mark.parametrize("name", ["phones.json", "seen.json"])
@pytest.mark.parametrize("spoil", ["a folder", "a link to itself", "a folder, and another set aside"])
def test_what_is_no_file_is_set_aside_too(tmp_path: Path, name: str, spoil: str) -> None:
    path = tmp_path / name
    if spoil == "a link to itself":
        path.symlink_to(path)
    else:
        path.mkdir()
    if "another" in spoil:
        path.with_suffix(".bad").mkdir()
    Seen(tmp_path).add("20261122-1405-k7qm")
    secret = Phones(tmp_path).add("iphone", None)
    assert "20261122-1405-k7qm" in Seen(tmp_path)
    assert Phones(tmp_path).known(secret)


def test_a_flood_of_lines_is_cut_and_counted() -> None:
    now = [0.0]
    limit = Limit(lambda: now[0])
    record = logging.LogRecord("attune.web", logging.INFO, "", 0, "line %d", (1,), None)
    assert sum(limit.filter(record) for _ in range(500)) == LINES
    now[0] = 100.0
    assert limit.filter(record)
    assert record.getMessage() == f"line 1 ({500 - LINES} lines were dropped before)"


def test_unpairing_clears_what_the_browser_kept(phone: FlaskClient) -> None:
    answer = post(phone, "/phones/unpair")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(made.startswith("attune=;") for made in answer.headers.getlist("Set-Cookie"))
