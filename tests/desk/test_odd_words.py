"""What commands of the desk do with words that cannot be kept: they say why, and nothing has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.cases.ending_events import HoldPlaced
from desk.cases.events import ClipAdded, FilmImported
from desk.cases.review_events import ClipVetoed, PointsAgreed, ReviewBegun
from desk.unlocked import Desk
from desk.writing import today
from tests.support.desk_pages import PASSPHRASE, SECRETS
from tests.support.small_films import FILM

CODE, CLIP, REVIEW, HOLD = "K-17", "1" * 16, "2" * 16, "3" * 16
LONG, NO_TEXT = "a" * 9000, "\udcff"
"""`NO_TEXT`: an argument that is not UTF-8, as Python has it."""
Run = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name, value in (SECRETS | {"XDG_STATE_HOME": str(tmp_path / "secrets")}).items():
        monkeypatch.setenv(name, value)
    desk = Desk.create(tmp_path / "desk", "anna", PASSPHRASE, work_factor=4)
    desk.open_case(CODE)
    for event in (
        FilmImported(film=FILM, started=None, seconds=9, recorder="box", finding="complete", source="x"),
        ClipAdded(id=CLIP, film=FILM, start_ns=0, end_ns=10**9),
        ReviewBegun(id=REVIEW, films=(FILM,), clips=(CLIP,), day=today()),
        PointsAgreed(review=REVIEW, strengths=("We sing",), next=("Wait",), read_back=True),
        HoldPlaced(id=HOLD, who="A court", why="Order of 3 May", day=today()),
    ):
        desk.append(CODE, event)
    return desk


@pytest.fixture
def run(desk: Desk, tmp_path: Path) -> Run:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    options = ["--desk", str(desk.folder.root), "--passphrase-file", str(tmp_path / "passphrase")]
    return lambda *words: CliRunner().invoke(main, ["desk", *words, *options])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("review", "words", CODE, "--thought", NO_TEXT), "not text in UTF-8"),
        (("agree", CODE, "--strength", NO_TEXT), "not text in UTF-8"),
        (("pack", "colleagues", "--add", NO_TEXT), "not text in UTF-8"),
        (("review", "words", CODE, "--thought", LONG), "its text may have up to 8000 characters"),
        (("review", "words", CODE, "--thought", "  "), "Say what was said"),
        (("review", "rate", CODE, "4", "--moment", "end", "--goal", LONG), "its goal may have up to 200 characters"),
        (("agree", CODE, "--strength", "  "), "Say what was agreed"),
        (("hold", CODE, "--who", "A court"), "--why is missing"),
        (("hold", CODE, "--who", "", "--why", "Order"), "--who is missing"),
        (("hold", CODE, "--who", "A court", "--why", LONG), "its why may have up to 8000 characters"),
        (("hold", CODE, "--who", "A court", "--why", "Order", "--film", "none"), "has no film none"),
        (("hold", CODE, "--who", "A court", "--lift", "00"), "has no hold 00"),
        (("hold", CODE, "--lift", HOLD), "--who is missing"),
        (("complete", "--without", "box", "attune-07"), "Name the case"),
        (("complete", "--renew", "backup"), "Name the case"),
        (("certificate", "write", "0" * 16, "."), "`attune desk certificate list`"),
        (("complete", "K-99", "--json"), "There is no case K-99"),
        (("case", "new", "K-18", "--question", LONG), "its question may have up to 8000 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    desk: Desk, run: Run, words: tuple[str, ...], says: str
) -> None:
    before = desk.case(CODE)
    ran = run(*words)
    assert (ran.exit_code, says in ran.output) == (2, True), (ran.output, ran.exception)
    assert desk.case(CODE) == before
    assert desk.codes() == [CODE]


def test_nothing_is_read_back_where_nothing_is_agreed(desk: Desk, run: Run) -> None:
    desk.append(CODE, PointsAgreed(review=REVIEW, strengths=(), next=(), read_back=False))
    ran = run("agree", CODE, "--read-back")
    assert (ran.exit_code, "Nothing is agreed yet" in ran.output) == (2, True), ran.output
    assert run("agree", CODE, "--next", "Wait", "--read-back").exit_code == 0


def test_a_film_of_which_the_family_wants_nothing_is_said_to_be_that(desk: Desk, run: Run) -> None:
    desk.append(CODE, ClipVetoed(clip=CLIP, voice="parent", day=today()))
    ran = run("review", "begin", CODE, "--film", FILM)
    assert (ran.exit_code, "does not want any clip" in ran.output) == (7, True), ran.output
