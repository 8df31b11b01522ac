"""The whole of VIG on the pages of desk and phone, with a real box, in Chromium and in Firefox: from a question to the
certificate. A copy of the desk from the day before opens nothing any more.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from desk.cases.case import Case
from desk.errors import NotThisComputer
from desk.keyring.device_secrets import FileSecrets
from desk.places import secrets_folder
from desk.unlocked import Desk
from tests.support.box_process import Box, attune
from tests.support.desk_pages import SECRETS
from tests.support.desk_process import PASSPHRASE, address_of, click, first_run, give_card, open_case, until
from tests.support.disks import missing, plugged
from tests.support.phone_tab import pair, prepare, question_page
from tests.support.tabs import Tab, tab
from tests.support.vig import (
    CLIPS,
    CODE,
    GOAL,
    POINTS,
    QUESTION,
    VETOED,
    await_report,
    film,
    judge_certificate,
    judge_copies,
    obey,
    opened_by,
    ratings,
    wait,
)
from tests.support.vig_pages import Practitioner, Review

pytestmark = [pytest.mark.vig, pytest.mark.process, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]

WORDS = (("idea", "parent"), ("thought", "partner"), ("concern", "parent"))


@pytest.mark.skipif(os.getuid() != 0 or bool(missing("vfat")), reason="mounts a FAT image as root")
@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_from_the_question_to_the_certificate(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    home, paper = tmp_path / "service", tmp_path / "paper"
    home.mkdir()
    paper.mkdir()
    with Box(home / "box", "--desk") as box, tab(kind, tmp_path / "profile") as page:
        box.start()
        await_report(box)
        first_run(page, address_of(box))
        open_case(page, CODE, QUESTION)
        at_desk = Practitioner(page)
        at_desk.consent("A copy of the clips for the family", "Still pictures for the family")
        phone = pair(page, box)
        films = [cycle(at_desk, phone, box, number) for number in (1, 2, 3)]
        at_desk.to_case(CODE)
        at_desk.looks("case")
        for name, link in (("papers", "Papers to print"), ("packs", "Packs for supervision")):
            at_desk.to_case(CODE)
            click(page, link)
            until(page, "name => location.pathname.endsWith(`/${name}`)", name)
            at_desk.looks(name)

        with plugged(tmp_path, "vfat", "STICK", size=600 << 20) as stick:
            at_desk.watch_copy(CODE)
            at_desk.hand_over(CODE, stick.at)
            judge_copies(stick.at)

        shutil.copytree(box.data / "desk", tmp_path / "yesterday")
        yesterday = unlocked(tmp_path / "yesterday")
        judge_case(yesterday.case(CODE), films)
        key = yesterday.identity(CODE)
        yesterday.lock()
        held = opened_by(key, home)
        assert any(path.is_relative_to(box.store) for path in held), "what is searched for can be found"

        at_desk.summarise(CODE, "They found their own way of calming her.", paper)
        at_desk.complete(CODE)
        obey(box, films)
        page.click("main form button:not(.quiet)")
        at_desk.certify(paper)
        (certificate,) = paper.glob("*.json")
        judge_certificate(json.loads(certificate.read_bytes()), films)
        checked = attune("desk", "certificate", "verify", certificate, "--signers", box.data / "desks")
        assert checked.returncode == 0, checked.stderr
        for name in (f"summary-{CODE}.pdf", f"{certificate.stem}.pdf"):
            assert (paper / name).read_bytes().startswith(b"%PDF")
        assert opened_by(key, home) == []
        with pytest.raises(NotThisComputer):
            unlocked(tmp_path / "yesterday")
        page.goto(page.evaluate("() => location.origin"))
        page.wait(".case-link")
        assert CODE not in page.evaluate("() => document.body.innerText"), "the demonstration family is left"
        click(page, "Certificates of what was erased")
        page.wait(".copies a")
        at_desk.looks("certificates")
        assert at_desk.complaints == []


def cycle(at_desk: Practitioner, phone: Tab, box: Box, number: int) -> str:
    """The card to the box, the phone's preparation, a film, its clips, and their shared review; the film's id."""
    if number > 1:
        at_desk.to_case(CODE)
    give_card(at_desk.tab, box, CODE)
    wait(lambda: QUESTION in question_page(phone, box, CODE, number))
    if number > 1:
        wait(lambda: POINTS[number - 2] in question_page(phone, box, CODE, number))
    prepare(phone)
    made = film(box)
    at_desk.import_films(CODE)
    at_desk.cut(CODE, number, tuple(f"Moment {count} of film {number}" for count in range(1, CLIPS + 1)))
    words = tuple((sort, voice, f"A {sort} of film {number}") for sort, voice in WORDS)
    review = Review(GOAL, ratings(number), words, "She waits", POINTS[number - 1], vetoed=number == VETOED)
    at_desk.review(CODE, review)
    return made


def unlocked(folder: Path) -> Desk:
    """A copy of the desk, at the same computer."""
    return Desk.unlock(folder, PASSPHRASE, secrets=FileSecrets(secrets_folder()))


def judge_case(case: Case, films: list[str]) -> None:
    """All that was said and decided on the pages is in the case."""
    assert [film.film for film in case.films] == films
    assert [film.number for film in case.films] == [1, 2, 3]
    assert [review.next for review in case.reviews] == [(point,) for point in POINTS]
    assert all(review.read_back and review.ended for review in case.reviews)
    for number, review in enumerate(case.reviews, 1):
        said = [(words.sort, words.voice, words.text) for words in review.words]
        assert said == [(sort, voice, f"A {sort} of film {number}") for sort, voice in WORDS]
    assert [rating.rating for rating in case.ratings] == [each for number in (1, 2, 3) for each in ratings(number)]
    (unwanted,) = (clip for clip in case.clips if case.vetoed(clip.id))
    assert unwanted.title == f"Moment 2 of film {VETOED}"
    (given,) = case.handovers
    assert (given.asked_by, given.consented, len(given.clips)) == ("parent", ("parent",), 3 * CLIPS - 1)
