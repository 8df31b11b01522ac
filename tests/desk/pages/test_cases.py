"""What a person does to cases, films and settings, form by form, without a browser."""

import re
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from desk.folder import DeskFolder
from desk.unlocked import Desk
from tests.support.desk_pages import PASSPHRASE, context_of, desk_app, enter, follow, get, post
from tests.support.desks import filmed
from tests.support.forms import words

CODE = "K-17"


def desk_of(app: Flask) -> Desk:
    found = context_of(app).session.desk
    assert found is not None
    return found


def open_case(app: Flask, browser: FlaskClient) -> str:
    """The address of a new case."""
    answer = post(browser, "/case/new", code="k-17")
    assert answer.status_code == 303
    return f"/case/{context_of(app).aliases.of(CODE)}"


def test_an_empty_desk_says_what_comes_first(browser: FlaskClient) -> None:
    assert "What comes first Open a case for a family: a code, never a name." in words(get(browser, "/"))


def test_what_a_command_set_meanwhile_is_seen_and_stays(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    assert "does not know your service's store yet" in words(get(browser, "/import"))
    DeskFolder.open(tmp_path / "desk").change_settings(store="file:///srv/films")
    assert "does not know your service's store yet" not in words(get(browser, "/import"))
    DeskFolder.open(tmp_path / "desk").change_settings(store="file:///srv/others")
    assert post(browser, "/settings/idle", idle="20").status_code == 303
    settings = DeskFolder.open(tmp_path / "desk").settings
    assert (settings.store, settings.idle) == ("file:///srv/others", 1200)


def test_a_name_is_no_code(app: Flask, browser: FlaskClient) -> None:
    for typed in ("Müller family", "", "A" * 17, "k_17"):
        answer = post(browser, "/case/new", code=typed)
        assert answer.status_code == 422
        assert "A code has 1 to 16 capital letters" in words(answer)
    assert desk_of(app).codes() == []
    open_case(app, browser)
    assert "There is a case K-17 already." in words(post(browser, "/case/new", code=CODE))


def test_each_action_is_an_event_and_can_be_undone(app: Flask, browser: FlaskClient) -> None:
    at = open_case(app, browser)
    post(browser, f"{at}/question", question="Why does he cry?")
    post(browser, f"{at}/question", question="How can I comfort him?")
    post(browser, f"{at}/planned", **{"film-1": "2026-12-03", "film-2": "", "film-3": "2027-01-07"})
    post(browser, f"{at}/consent", kind="filming", day="2026-11-26")
    post(browser, f"{at}/consent", kind="stills", day="2026-11-26")
    post(browser, f"{at}/consent", kind="supervision", day="2026-11-26", until="2027-01-31")
    post(browser, f"{at}/consent", kind="stills", day="2026-11-27", revoke="yes")
    post(browser, f"{at}/rating", rating="4", goal="More calm", day="2026-11-26")
    said = words(follow(browser, f"{at}/note", note="Call on Monday."))
    days = ("Given on 26 November 2026", "Withdrawn on 27 November 2026", "until 31 January 2027")
    for expected in ("Saved.", "Why does he cry?", "More calm 26 November 2026 4 of 10", *days):
        assert expected in said
    assert len(desk_of(app).events(CODE)) == 10
    assert "Undone." in words(follow(browser, f"{at}/undo"))
    assert desk_of(app).case(CODE).note == ""
    post(browser, f"{at}/undo")
    assert desk_of(app).case(CODE).ratings == ()
    assert "Done again." in words(follow(browser, f"{at}/redo"))
    assert desk_of(app).case(CODE).ratings[0].rating == 4


def test_what_cannot_be_is_refused_with_a_sentence(app: Flask, browser: FlaskClient) -> None:
    at = open_case(app, browser)
    for path, fields, said in (
        ("rating", {"rating": "11", "day": "2026-11-26"}, "A rating is a number from 1 to 10."),
        ("rating", {"rating": "4", "day": "soon"}, "Choose a day."),
        ("consent", {"kind": "everything", "day": "2026-11-26"}, "This page is out of date."),
        ("question", {"question": "x" * 501}, "This text is too long."),
        ("undo", {}, "There is nothing to undo."),
    ):
        answer = post(browser, f"{at}/{path}", **fields)
        assert answer.status_code in {409, 422}, path
        assert said in words(answer)
    assert len(desk_of(app).events(CODE)) == 1


def test_a_film_comes_from_the_store_and_without_a_card_is_given_to_a_case(
    app: Flask, browser: FlaskClient, tmp_path: Path
) -> None:
    at = open_case(app, browser)
    store = tmp_path / "store"
    filmed(desk_of(app), store, code=None)
    post(browser, "/settings/store", store=store.as_uri(), credentials="")
    assert "1 film waits in the store" in words(get(browser, "/import/waiting"))
    post(browser, "/import/store")
    finish(app)
    said = words(get(browser, "/import"))
    assert "Complete" in said
    assert "Made without a case card." in said
    assert words(get(browser, "/import/waiting?choose=")) == "No new film waits in the store."
    (loose,) = re.findall(r'name="film" value="([^"]+)"', get(browser, "/import").text)
    post(browser, "/import/give", film=loose, case=CODE)
    finish(app)
    assert len(desk_of(app).films(CODE)) == 1
    assert words(get(browser, "/import/waiting")) == ""
    assert "Film " in words(get(browser, at))


def finish(app: Flask) -> None:
    context_of(app).importing.wait(120)
    deadline = time.monotonic() + 120
    while context_of(app).importing.progress is not None:
        assert time.monotonic() < deadline


def test_a_damaged_film_is_refused_in_exact_words(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    film = filmed(desk_of(app), tmp_path / "stick", code=None)
    part = film / "000001.m4s.age"
    part.write_bytes(part.read_bytes()[:-1] + b"!")
    post(browser, "/import/path", path=str(tmp_path / "stick"))
    finish(app)
    assert "Damaged: some of its bytes are not those that the box signed." in words(get(browser, "/import"))
    assert "film" in words(post(browser, "/import/path", path=str(tmp_path / "nothing")))


def test_a_card_goes_to_the_store_and_onto_a_stick(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    at = open_case(app, browser)
    store, stick = tmp_path / "store", tmp_path / "stick"
    for folder in (store, stick):
        folder.mkdir()
    assert "does not know your service's store yet" in words(get(browser, f"{at}/card"))
    assert post(browser, "/settings/store", store=store.as_uri(), credentials="").status_code == 303
    given = follow(browser, f"{at}/card/store", box="box-07", days="30")
    assert "The case card has been written." in words(given)
    assert {path.name for path in (store / "cards" / "box-07").iterdir()} == {"K-17.json", "K-17.json.sig"}
    (store / "cards" / "box-07" / "K-17.prepare.json").write_bytes(b"sealed")
    assert "revoked" in words(follow(browser, f"{at}/card/revoke", box="box-07"))
    assert not (store / "cards" / "box-07" / "K-17.prepare.json").exists()
    assert (store / "cards" / "box-07" / "K-17.revoked.json").exists()
    post(browser, f"{at}/card/stick", folder=str(stick), days="30")
    assert (stick / "K-17.json").exists()
    for wrong in ("../../etc", "", "Box 7"):
        assert post(browser, f"{at}/card/store", box=wrong, days="30").status_code == 422
    assert "There is no such folder." in words(
        post(browser, f"{at}/card/stick", folder=str(tmp_path / "no"), days="30")
    )


def test_a_backup_opens_the_desk_on_another_computer(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    open_case(app, browser)
    fields = {"path": str(tmp_path / "backup.age"), "passphrase": "another one", "again": "another one"}
    assert "not the same" in words(post(browser, "/settings/backup", **fields | {"again": "x"}))
    assert "read back" in words(follow(browser, "/settings/backup", **fields))
    assert str(tmp_path / "backup.age") in words(get(browser, "/settings"))
    other = desk_app(tmp_path / "other")
    there = enter(other)
    again = {"path": fields["path"], "passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert post(there, "/restore", **again, old="wrong").status_code == 422
    assert "has been restored" in words(follow(there, "/restore", **again, old="another one"))
    assert desk_of(other).identity(CODE).secret() == desk_of(app).identity(CODE).secret()


def test_strength_is_told_in_words(browser: FlaskClient) -> None:
    said = [post(browser, "/strength", passphrase=each).json["words"] for each in ("", "baby", "one two", PASSPHRASE)]  # type: ignore[index]
    assert said[0] == ""
    assert said[1].startswith("Easy to guess.")
    assert len(set(said)) >= 3
