"""The end of a case, form by form, without a browser: what is asked first, what goes on, what a person settles."""

import shutil
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.cases.ending_events import HoldLifted
from desk.completion import plans
from desk.completion.steps import begin_case
from desk.imports.sources import FolderSource
from desk.imports.take import take_film
from desk.keyring.backups import back_up
from desk.signer_line import signer_line
from desk.unlocked import Desk
from sealed.papers.erasure_certificate import read_certificate
from stores.folder import FolderStore
from tests.support.desk_pages import context_of, follow, get, post
from tests.support.desks import filmed
from tests.support.ended_case import BOX, SmallBox, set_store
from tests.support.forms import words

CODE = "K-17"
BACKUP = "another good passphrase"


def desk_of(app: Flask) -> Desk:
    found = context_of(app).session.desk
    assert found is not None
    return found


@pytest.fixture
def end(app: Flask, browser: FlaskClient) -> str:
    """The address of a case's end."""
    desk_of(app).open_case(CODE)
    return f"/case/{context_of(app).aliases.of(CODE)}/end"


def wait(app: Flask, browser: FlaskClient, at: str) -> str:
    """The page, once nothing runs any more."""
    limit = time.monotonic() + 60
    while b'"running":true' in get(browser, f"{at}/progress").data.replace(b" ", b""):
        assert time.monotonic() < limit
        time.sleep(0.02)
    return words(get(browser, at))


def begun(app: Flask, browser: FlaskClient, end: str, **more: str) -> str:
    """Begin it with the code; the address of the erasure."""
    answer = post(browser, end, code=CODE, **more)
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"]


def test_a_damaged_plan_is_named_and_keeps_nobody_from_the_cases(app: Flask, browser: FlaskClient, end: str) -> None:
    plan = begin_case(desk_of(app), CODE, CODE)
    folder = desk_of(app).folder.erasures
    shutil.copyfile(folder / f"{plan.id}.age", folder / f"{plan.id}-LAPTOP.age")  # as a synchronised folder does
    assert words(get(browser, "/")).count(f"Case {CODE} is being erased") == 1
    (folder / f"{plan.id}.age").write_bytes(b"damaged")
    answer = get(browser, "/")
    assert answer.status_code == 200
    assert f"{plan.id}.age, is damaged" in words(answer)
    assert "New case" in words(answer)


def test_what_comes_before(app: Flask, browser: FlaskClient, end: str, tmp_path: Path) -> None:
    page = words(get(browser, end))
    for sentence in ("A summary for the record", "This computer", "It cannot be taken back.", "Type K-17 to confirm"):
        assert sentence in page
    assert "They found" in words(follow(browser, f"{end}/summary", text="They found their own way."))
    assert "in the clear" in words(follow(browser, f"{end}/paper", folder=str(tmp_path)))
    assert (tmp_path / f"summary-{CODE}.pdf").read_bytes().startswith(b"%PDF")
    assert post(browser, f"{end}/paper", folder=str(tmp_path / "nowhere")).status_code == 422


def test_it_takes_the_code_and_no_hold(app: Flask, browser: FlaskClient, end: str) -> None:
    answer = post(browser, end, code="K-71")
    assert (answer.status_code, "Type K-17 to confirm" in words(answer)) == (422, True)
    assert post(browser, f"{end}/hold", who="", why="").status_code == 422
    unsaid = post(browser, f"{end}/hold", who="A court", why=" ")
    assert (unsaid.status_code, "Say why it is kept" in words(unsaid)) == (422, True)
    assert 'value="A court"' in unsaid.text, "nobody types it twice"
    held = follow(browser, f"{end}/hold", who="A court", why="Order of 3 May")
    assert "A court asked on" in words(held)
    assert "Type K-17" not in words(held)
    assert "A court asked on" in words(post(browser, end, code=CODE))
    lift = desk_of(app).case(CODE).held()[0].id
    assert post(browser, f"{end}/hold", who="", lift=lift).status_code == 422
    assert "does not stand any more" in words(post(browser, f"{end}/hold", who="A court", lift="no id"))
    assert "Type K-17" in words(follow(browser, f"{end}/hold", who="The service's lawyer", lift=lift))
    events = [saved.event for saved in desk_of(app).events(CODE)]
    assert [event.who for event in events if isinstance(event, HoldLifted)] == ["The service's lawyer"]


@pytest.mark.slow
def test_to_the_certificate(app: Flask, browser: FlaskClient, end: str, tmp_path: Path) -> None:
    desk, store = desk_of(app), FolderStore(tmp_path / "store")
    store.root.mkdir()
    set_store(desk, store.root.as_uri())
    box = SmallBox(tmp_path / "box", signer_line(desk))
    box.report(store)
    back_up(desk.keys, tmp_path / "backup", BACKUP, "2027-01-01T00:00:00Z", 4)
    at = begun(app, browser, end)
    page = wait(app, browser, at)
    assert "The key is destroyed here. A backup of the keyring that is listed below still holds it." in page
    assert "nothing of it can be opened" not in page
    for sentence in (f"A box: {BOX} Asked to remove it", "Holds the key still", "Look again, and go on"):
        assert sentence in page
    assert "Case K-17 is being erased, and is not done yet." in words(get(browser, "/"))
    wrong = post(browser, f"{at}/backup", name=str(tmp_path / "backup"), passphrase="not it")
    assert (wrong.status_code, "does not open" in words(wrong)) == (422, True)
    post(browser, f"{at}/backup", name=str(tmp_path / "backup"), passphrase=BACKUP)
    renewed = wait(app, browser, at)
    assert "Written anew without the key" in renewed
    assert "nothing of it can be opened any more" in renewed
    assert "until now" in words(follow(browser, f"{at}/certificate", folder=str(tmp_path / "nowhere")))
    post(browser, f"{at}/without", place="box", name=BOX)
    assert "All of it is done." in wait(app, browser, at)
    [path] = desk.folder.certificates.glob("*.json")
    assert read_certificate(path)[0].final
    assert "have been written" in words(follow(browser, f"{at}/certificate", folder=str(tmp_path)))
    assert (tmp_path / f"{path.stem}.pdf").read_bytes().startswith(b"%PDF")
    assert plans.open_erasures(desk) == []
    (desk.folder.certificates / "0000.json").write_text("{}")
    assert "Certificates of what was erased" in words(get(browser, "/"))
    shown = words(get(browser, "/end"))
    assert "Certificate of" in shown
    assert "0000.json lies among the certificates, and is none that this desk signed." in shown


def test_one_film_alone(app: Flask, browser: FlaskClient, end: str, tmp_path: Path) -> None:
    made = filmed(desk_of(app), tmp_path / "films", code=CODE)
    take_film(desk_of(app), FolderSource(made), made.name)
    assert "Erase one film" in words(get(browser, end))
    assert post(browser, f"{end}/film", film=made.name, **{"film-code": "K-71"}).status_code == 422
    at = post(browser, f"{end}/film", film=made.name, **{"film-code": CODE}).headers["Location"]
    page = wait(app, browser, at)
    for sentence in (
        "Deleted, not yet unreadable",
        "What is awaited",
        "The box box-7 goes by the new card",
        "if it is lost",
    ):
        assert sentence in page
    assert "destroyed:" not in page
    assert desk_of(app).case(CODE).films == ()
    post(browser, f"{at}/without", place="box", name="box-7")
    page = wait(app, browser, at)
    assert "All of it is done." in page
    assert "not yet unreadable" not in page
    assert "Erase one film" not in words(get(browser, end))


def test_a_cut_shows_on_the_first_page_and_goes_on_from_there(app: Flask, browser: FlaskClient, end: str) -> None:
    plan = begin_case(desk_of(app), CODE, CODE)
    assert "Look, and go on" in words(get(browser, "/"))
    answer = get(browser, end)
    assert answer.status_code == 303
    at = answer.headers["Location"]
    assert "It has begun, and goes on." in words(get(browser, at))
    post(browser, at)
    assert "All of it is done." in wait(app, browser, at)
    assert read_certificate(desk_of(app).folder.certificates / f"{plan.id}.json")[0].final


def test_what_has_no_field_any_more_is_said_above_all(
    app: Flask, browser: FlaskClient, end: str, tmp_path: Path
) -> None:
    """Another window erased the film, the pack or the certificate meanwhile."""
    desk = desk_of(app)
    alias = context_of(app).aliases.of
    film = post(browser, f"{end}/film", film="20200101-0000-zzzz", **{"film-code": CODE})
    assert (film.status_code, "is being erased" in words(film)) == (422, True)
    pack = post(browser, f"/packs/{alias('PACK-22222222')}/erase", **{"erase-PACK-22222222": str(tmp_path)})
    assert (pack.status_code, "No pack of this desk belongs to" in words(pack)) == (422, True)
    gone = post(browser, f"/end/{alias('0' * 16)}/certificate", folder=str(tmp_path))
    assert (gone.status_code, "There is no certificate" in words(gone)) == (422, True)
    assert desk.codes() == [CODE]
