"""Each page that writes into a folder: without one, or without such a one, it says so and writes nothing."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import case_cards
from desk.cases.ending_events import SummaryWritten
from desk.cases.events import ConsentGiven
from desk.cases.review_events import PointsAgreed
from desk.completion.steps import begin_case, go_on
from desk.unlocked import Desk
from desk.writing import today
from sealed.papers.case_card import CaseCard
from tests.support.cycle_cases import begun, clip, ended, film
from tests.support.desk_pages import context_of, post
from tests.support.desks import make_desk
from tests.support.forms import words

CODE, GONE = "K-17", "K-18"
REVIEW = begun(1, today()).id
PAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "pack key": ("/packs/key", "key_folder", {}),
    "pack": ("/case/{case}/packs", "folder", {"key_file": __file__}),
    "paper": ("/case/{case}/papers", "folder", {"kind": "consent"}),
    "calendar of all": ("/calendar", "folder", {}),
    "calendar": ("/case/{case}/calendar", "folder", {}),
    "case card": ("/case/{case}/card/stick", "folder", {"days": "30"}),
    "agreed points": ("/case/{case}/review/{review}/paper", "folder", {}),
    "summary": ("/case/{case}/end/paper", "folder", {}),
    "certificate": ("/end/{erasure}/certificate", "folder", {}),
    "copy": ("/case/{case}/copy", "folder", {"item": clip(1).id, "asked_by": "parent", "consented": "parent"}),
}


@pytest.fixture
def erasure(app: Flask) -> str:
    """A case as a page finds it, and the id of an erasure that is done."""
    desk = desk_of(app)
    desk.open_case(CODE)
    agreed = PointsAgreed(review=REVIEW, strengths=("We sing",), next=(), read_back=True)
    filmed = (film(1, today()), clip(1), begun(1, today()), agreed, ended(1, today()))
    for event in (*filmed, SummaryWritten(text="They sing."), ConsentGiven(consent="copies", day=today())):
        desk.append(CODE, event)
    desk.open_case(GONE)
    return go_on(desk, begin_case(desk, GONE, GONE)).id


@pytest.mark.parametrize("folder", ["", "nowhere", "~nobody-of-this-name"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_lacks_a_folder_writes_nothing(
    app: Flask, browser: FlaskClient, erasure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    page: str, folder: str,
) -> None:  # fmt: skip
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    at, field, fields = form_of(app, page, erasure)
    before = desk_of(app).events(CODE)
    answer = post(browser, at, **fields, **{field: folder})
    assert (answer.status_code, "There is no such folder. Plug the stick in" in words(answer)) == (422, True)
    assert list(here.iterdir()) == []
    assert desk_of(app).events(CODE) == before


@pytest.mark.parametrize("page", ["paper", "calendar of all", "agreed points", "summary", "certificate", "pack key"])
def test_what_a_page_writes_is_for_its_owner_alone(
    app: Flask, browser: FlaskClient, erasure: str, tmp_path: Path, page: str
) -> None:
    """A paper is in the clear, and on a computer that several people use others share the group."""
    here = tmp_path / "here"
    here.mkdir()
    at, field, fields = form_of(app, page, erasure)
    for _ in range(2):
        assert post(browser, at, **fields, **{field: str(here)}).status_code == 303
    assert {path.stat().st_mode & 0o777 for path in here.iterdir()} == {0o600}


def form_of(app: Flask, page: str, erasure: str) -> tuple[str, str, dict[str, str]]:
    """Where the page's form goes, its field for the folder, and the others as they are filled in."""
    address, field, fields = PAGES[page]
    alias = context_of(app).aliases.of
    return address.format(case=alias(CODE), review=alias(REVIEW), erasure=alias(erasure)), field, fields


def desk_of(app: Flask) -> Desk:
    found = context_of(app).session.desk
    assert found is not None
    return found


@pytest.mark.parametrize(
    "page", ["paper", "calendar of all", "calendar", "case card", "agreed points", "summary", "certificate"]
)
def test_a_page_replaces_no_file_that_another_made(
    app: Flask, browser: FlaskClient, erasure: str, tmp_path: Path, page: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    at, field, fields = form_of(app, page, erasure)
    assert post(browser, at, **fields, **{field: str(here)}).status_code == 303
    names = [path.name for path in here.iterdir()]
    assert names
    for name in names:
        for path in here.iterdir():
            path.unlink()
        (here / name).write_bytes(b"theirs")
        answer = post(browser, at, **fields, **{field: str(here)})
        assert (answer.status_code, f"{name} is there already, and was left" in words(answer)) == (422, True), name
        assert (here / name).read_bytes() == b"theirs"


def test_a_backup_replaces_no_file_that_another_made(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    path, said = tmp_path / "keys.age", {"passphrase": "four good words here", "again": "four good words here"}
    path.write_bytes(b"theirs")
    answer = post(browser, "/settings/backup", path=str(path), **said)
    assert (answer.status_code, "is there already" in words(answer)) == (422, True)
    assert path.read_bytes() == b"theirs"
    path.unlink()
    for _ in range(2):
        assert post(browser, "/settings/backup", path=str(path), **said).status_code == 303, "its own is renewed"
    assert [backup.path for backup in desk_of(app).keys.now().backups] == [str(path)]


def test_another_desks_card_of_the_same_code_stays(
    app: Flask, browser: FlaskClient, erasure: str, tmp_path: Path
) -> None:
    for folder in (stick := tmp_path / "stick", tmp_path / "other"):
        folder.mkdir()
    other = make_desk(tmp_path / "other")
    other.open_case(CODE)
    theirs = case_cards.write(other, case_cards.issue(other, CODE), stick).read_bytes()
    at = f"/case/{context_of(app).aliases.of(CODE)}/card/stick"
    answer = post(browser, at, folder=str(stick), days="30")
    assert (answer.status_code, "is there already" in words(answer)) == (422, True)
    assert (stick / f"{CODE}{CaseCard.ending}").read_bytes() == theirs
