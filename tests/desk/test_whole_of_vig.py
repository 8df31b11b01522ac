"""The whole of VIG with a real box, by command: a family's question, three times film, microanalysis, shared review and
what was agreed, which the phone shows before the next film; a copy for the family; one film erased as it wishes, and
another filmed after that; the end, after which nothing opens.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from attune.command import main
from control.client import Client
from control.requests import ConsentPlan, VisitPlan
from control.sockets import SOCKET
from desk.signer_line import signer_line
from tests.support.box_process import Box
from tests.support.desks import PASSPHRASE, make_desk
from tests.support.disks import missing, plugged
from tests.support.forms import get, paired, post, words
from tests.support.vig import (
    CODE,
    GOAL,
    POINTS,
    QUESTION,
    VETOED,
    await_report,
    fetch,
    film,
    judge_certificate,
    judge_copies,
    obey,
    opened_by,
    ratings,
    wait,
)
from web.app import create_app
from web.settings import Settings

pytestmark = [pytest.mark.vig, pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(900)]

CONFIRM = "--confirm-stick"  # an image file is nothing that can be taken out


class Work:
    """A service of one box, one store and one desk."""

    def __init__(self, home: Path, box: Box) -> None:
        self.box, self.home = box, home
        self.desk = make_desk(home)
        self.passphrase = home / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        self.secrets = home / "state" / "attune"
        self.secrets.mkdir(parents=True)
        (self.secrets / "secrets").symlink_to(home / "secrets")
        with (box.data / "desks").open("a") as desks:
            desks.write(f"{signer_line(self.desk)}\n")
        self("store", box.store.as_uri(), unlocks=False)
        self("recorders", "--add", str(box.data / "allowed_signers"), unlocks=False)

    def __call__(self, *said: str, unlocks: bool = True) -> str:
        """`attune desk …` with these words; what it printed."""
        options = ["--desk", str(self.desk.folder.root)]
        options += ["--passphrase-file", str(self.passphrase)] if unlocks else []
        ran = CliRunner().invoke(main, ["desk", *said, *options])
        assert ran.exit_code == 0, (said, ran.output, ran.exception)
        return ran.output


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with Box(tmp_path / "box") as box:
        box.start()
        yield Work(tmp_path, box)


@pytest.mark.skipif(os.getuid() != 0 or bool(missing("vfat")), reason="mounts a FAT image as root")
def test_from_the_question_to_the_erasure(work: Work, tmp_path: Path) -> None:
    await_report(work.box)
    work("case", "new", CODE, "--question", QUESTION)
    for consent in ("filming", "copies", "stills"):
        work("case", "consent", CODE, consent)
    films = [cycle(work, number) for number in (1, 2, 3)]
    case = work.desk.case(CODE)
    assert [film.number for film in case.films] == [1, 2, 3]
    assert [review.next for review in case.reviews] == [(point,) for point in POINTS]
    assert [rating.rating for rating in case.ratings] == [3, 4, 4, 5, 5, 6]
    assert "hand the copies over" in work("case", "show", CODE)

    with plugged(tmp_path, "vfat", "STICK", size=600 << 20) as stick:
        given = work("handover", "write", CODE, str(stick.at), "--asked-by", "parent", "--consents", "parent", CONFIRM)
        assert [digest_of(path) for path in judge_copies(stick.at)] == sorted_by_name(given)

    erase_one(work, films[0], films[1:])
    films.append(visit(work, 4))
    work("import", "--film", films[-1])
    key = work.desk.identity(CODE)
    held = opened_by(key, tmp_path)
    assert any(path.is_relative_to(work.desk.folder.films) for path in held), "what is searched for can be found"
    complete(work, films)
    assert opened_by(key, tmp_path) == []


def cycle(work: Work, number: int) -> str:
    """One film and its shared review; the film's id."""
    work("case", "card", CODE)
    fetch(work.box)
    wait(lambda: CODE in work.box.get("/cases")["cases"])
    prepared(work, number)
    made = visit(work, number)
    work("import", "--film", made)
    for clip, (start, end) in enumerate((("0.2", "1.2"), ("1.4", "2.4")), 1):
        words_for = ["--title", f"Moment {clip}", "--principle", "receiving initiatives"]
        work("clip", "add", made, "--from", start, "--to", end, *words_for)
    before, after = ratings(number)
    work("review", "begin", CODE, "--film", made)
    work("review", "rate", CODE, str(before), "--moment", "start", "--goal", GOAL)
    for sort in ("idea", "thought", "concern"):
        work("review", "words", CODE, f"--{sort}", f"A {sort} of film {number}", "--clip", "1")
    if number == VETOED:
        work("review", "veto", CODE, "2")
    work("agree", CODE, "--strength", "She waits", "--next", POINTS[number - 1], "--read-back")
    work("review", "rate", CODE, str(after), "--moment", "end", "--goal", GOAL)
    work("review", "end", CODE, "--minutes", "40")
    return made


def prepared(work: Work, number: int) -> None:
    """The phone's page before the film shows the question, and what was agreed the last time."""
    app = create_app(Settings(str(work.box.data / SOCKET), simulated=True), lambda: True)
    phone = paired(app)

    def shown() -> str:
        post(phone, "/before/case", case=CODE, film=str(number))
        return get(phone, "/before/question").text

    wait(lambda: QUESTION in shown())
    if number > 1:
        wait(lambda: POINTS[number - 2] in words(get(phone, "/before/question")))


def visit(work: Work, number: int) -> str:
    """A film of the case, without a phone; its id."""
    plan = VisitPlan(case=CODE, film=number, question=QUESTION, consent=ConsentPlan(filming=True))
    Client(work.box.data / SOCKET).plan(plan)
    return film(work.box)


def erase_one(work: Work, film: str, others: list[str]) -> None:
    """One film on the family's wish: the box takes the new card, nothing opens with the old key, the others do."""
    old = work.desk.identity(CODE)
    assert opened_by(old, work.box.store), "what is searched for can be found"
    assert "deleted, not yet unreadable" in begun(work, "erase", film)
    obey(work.box, [film, *others])
    (told,) = json.loads(work("complete", "--json"))
    assert (told["final"], bool(told["destroyed"]), [each["film"] for each in told["films"]]) == (True, True, [film])
    assert opened_by(old, work.home) == []
    new = work.desk.identity(CODE)
    for other in others:
        objects = sorted(work.desk.folder.film(other).glob("*.age"))
        assert len(objects) > 3
        assert opened_by(new, work.desk.folder.film(other)) == objects


def begun(work: Work, what: str, which: str) -> str:
    """What an erasure says that has begun, and waits for the box."""
    options = ["--desk", str(work.desk.folder.root), "--passphrase-file", str(work.passphrase)]
    ran = CliRunner().invoke(main, ["desk", what, which, "--confirm", CODE, *options])
    assert ran.exit_code == 1, (ran.output, ran.exception)
    return ran.output


def complete(work: Work, films: list[str]) -> None:
    """The case's end: the box is asked, obeys, and reports; the certificate says so."""
    begun(work, "complete", CODE)
    obey(work.box, films)
    (told,) = json.loads(work("complete", "--json"))
    judge_certificate(told, films)
    paper = work.desk.folder.certificates / f"{told['id']}.json"
    (work.home / "desks").write_text(signer_line(work.desk) + "\n")
    checked = CliRunner().invoke(
        main, ["desk", "certificate", "verify", str(paper), "--signers", str(work.home / "desks")]
    )
    assert checked.exit_code == 0, checked.output


def digest_of(path: Path) -> str:
    return subprocess.run(["sha256sum", str(path)], check=True, capture_output=True, text=True).stdout[:64]


def sorted_by_name(listed: str) -> list[str]:
    lines = [line.split("  ", 1) for line in listed.splitlines()]
    return [digest for digest, _name in sorted(lines, key=lambda line: line[1])]
