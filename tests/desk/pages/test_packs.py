"""A pack by page, between two desks, and a paper: form by form and without a browser."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.cases.events import ConsentGiven, NoteWritten
from desk.packs import colleagues
from desk.packs.keys import new_key
from desk.unlocked import Desk
from desk.writing import today
from tests.support.desk_pages import BASE, context_of, follow, get, post, token
from tests.support.desks import make_desk
from tests.support.forms import words
from tests.support.packing import TwoDesks, reel
from tests.support.pdfs import text
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow


def here(app: Flask) -> Desk:
    found = context_of(app).session.desk
    assert found is not None
    return found


def test_a_pack_is_made_by_page(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    desk, reader = here(app), make_desk(tmp_path / "two")
    lay(desk, reel())
    at = f"/case/{context_of(app).aliases.of(CODE)}/packs"
    code, data = new_key(reader)
    (tmp_path / "key.json").write_bytes(data)
    form = {"purpose": "supervision", "film": FILM, "key_file": str(tmp_path / "key.json"), "folder": str(tmp_path)}
    assert "The family has not agreed to supervision" in words(post(browser, at, **form))
    desk.append(CODE, ConsentGiven(consent="supervision", day=today(), until=today()))
    assert "which is not on your list of colleagues" in words(post(browser, at, **form))
    assert "berta" in words(follow(browser, "/packs/colleague", line=line_of(reader, "berta")))
    assert "There is no such file." in words(post(browser, at, **form | {"key_file": "nowhere"}))
    assert "There is no such folder." in words(post(browser, at, **form | {"folder": "nowhere"}))
    assert "To berta" in words(follow(browser, at, **form))

    colleagues.add(reader, line_of(desk, "anna"))
    (pack,) = tmp_path.glob("attune-*.pack")
    assert TwoDesks(tmp_path, desk, reader).open(pack) == code


def test_a_pack_is_opened_noted_on_and_erased_by_page(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    reader = here(app)
    sender = make_desk(tmp_path / "one")
    lay(sender, reel())
    colleagues.add(sender, line_of(reader, "berta"))
    two = TwoDesks(tmp_path, sender, reader)
    two.consent()
    follow(browser, "/packs/key", key_folder=str(tmp_path))
    (key,) = tmp_path.glob("attune-key-PACK-*.json")
    path = two.pack(key=key)
    assert "is not on your list of colleagues" in words(post(browser, "/packs/open", pack_file=str(path)))
    follow(browser, "/packs/colleague", line=line_of(sender, "anna"))
    said = words(follow(browser, "/packs/open", pack_file=str(path)))
    assert "The pack has been opened." in said
    assert "From anna" in said
    assert "No case yet" not in said
    (case,) = reader.borrowed()
    assert CODE not in said
    assert case.code not in words(get(browser, "/"))

    film = f"/film/{context_of(app).aliases.of(case.films[0].film)}"
    assert get(browser, film).status_code == 200
    assert get(browser, f"{film}/segment/0").status_code == 200
    refused = browser.post(
        f"{film}/events",
        base_url=BASE,
        json={"kind": "still-kept", "id": "9" * 16, "film": case.films[0].film, "at_ns": 0},
        headers={"X-Attune-Token": token(browser), "Accept": "application/json"},
    )
    assert "what came with it cannot be changed" in refused.text

    reader.append(case.code, NoteWritten(film=None, text="You wait so well."))
    alias = context_of(app).aliases.of(case.code)
    follow(browser, f"/packs/{alias}/reply", **{f"reply-{case.code}": str(tmp_path)})
    assert "The pack has been erased" in words(
        follow(browser, f"/packs/{alias}/erase", **{f"erase-{case.code}": str(tmp_path)})
    )
    assert reader.borrowed() == []
    assert "This pack was erased at this desk" in words(post(browser, "/packs/open", pack_file=str(path)))
    assert (tmp_path / f"attune-notes-{case.code}.age").exists()
    assert (tmp_path / f"attune-erased-{case.code}.json").exists()


def line_of(desk: Desk, name: str) -> str:
    return re.sub(r"^\S+", name, colleagues.own_line(desk))


def test_a_paper_is_written_by_page(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    here(app).open_case(CODE)
    at = f"/case/{context_of(app).aliases.of(CODE)}/papers"
    form = {"kind": "consent", "practitioner": "Anna Berg", "folder": str(tmp_path)}
    assert "has been written" in words(follow(browser, at, **form))
    assert "Anna Berg" in text((tmp_path / "attune-consent.pdf").read_bytes())
    assert "no shared review has agreed points" in words(post(browser, at, **form | {"kind": "agreed"}))
    assert "There is no such folder." in words(post(browser, at, **form | {"folder": "nowhere"}))
    assert post(browser, at, **form | {"kind": "cake"}).status_code == 422
