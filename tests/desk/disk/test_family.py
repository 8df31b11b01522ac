"""Nothing of a family in the clear on any disk: what the desk's program and both browsers write during a shared review,
a hand-over and a completion. Only what a person exports, onto a stick and into a folder, is in the clear.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from desk.cases.events import ConsentGiven
from desk.unlocked import Desk
from tests.support.browser_disk import AUTOSAVE, browser, careless, film_needles, text_needles, traced, written
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desk_process import PASSPHRASE, click
from tests.support.needles import as_text, found
from tests.support.player_page import CODE
from tests.support.reviewing import ASKED, NOTE, QUESTION, TITLES, lay_case
from tests.support.tabs import Tab
from tests.support.vig_pages import Practitioner, Review

pytestmark = [pytest.mark.disk, pytest.mark.timeout(1200)]

OPEN = "Zaunkoenigsrest 8267"
IDEA, CONCERN = "Zaunkoenigsidee 8261 I wait longer", "Zaunkoenigssorge 8262 and if he cries"
REVIEW = Review(
    goal="Zaunkoenigsziel 8263",
    ratings=(3, 5),
    words=(("idea", "parent", IDEA), ("concern", "partner", CONCERN)),
    strength="Zaunkoenigsstaerke 8264",
    next="Zaunkoenigspunkt 8265",
    vetoed=True,
)
SUMMARY = "Zaunkoenigsbericht 8266: they found their own way"
TYPED = (IDEA, CONCERN, REVIEW.goal, REVIEW.strength, REVIEW.next)
TEXTS = (*TYPED, SUMMARY, QUESTION, NOTE, ASKED, *TITLES)


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(7 * PER_SEGMENT, width=640, height=360)


@pytest.fixture
def desk(home: Path, reel: Reel) -> Path:
    """A desk with a film and three clips."""
    made = Desk.create(home / "desk", "anna", PASSPHRASE, work_factor=10)
    lay_case(made, reel)
    for kind in ("copies", "stills"):
        made.append(CODE, ConsentGiven(consent=kind, day=date.today()))
    made.lock()
    return home / "desk"


def review(tab: Tab, address: str) -> Practitioner:
    """Unlock; a shared review, slowly; one of the copies watched."""
    tab.goto(address)
    tab.wait("#passphrase")
    tab.type("#passphrase", PASSPHRASE)
    click(tab, "Unlock")
    tab.wait(".cases")
    at_desk = Practitioner(tab, AUTOSAVE, judged=False)
    at_desk.review(CODE, REVIEW)
    at_desk.watch_copy(CODE)
    return at_desk


def given(stick: Path) -> list[bytes]:
    """A piece of each movie and picture of the copy."""
    files = [path.read_bytes() for kind in ("mp4", "jpg") for path in sorted(stick.rglob(f"*.{kind}"))]
    return [data[len(data) // 2 :][:32] for data in files]


def leaks(needles: list[bytes], home: Path, pids: tuple[int, ...] = ()) -> dict[bytes, set[str]]:
    """What lies on a disk. The case's code may be seen in the desk's own folder, and nowhere else."""
    others = [folder for folder in home.iterdir() if folder.name != "desk"]
    return found(needles, [home], pids) | found(as_text(CODE), others, pids)


def test_no_browser_and_no_program_writes_it(
    kind: str, home: Path, desk: Path, reel: Reel, stick: Path, tmp_path: Path
) -> None:
    needles, trace, paper = [*film_needles(reel), *text_needles(TEXTS)], tmp_path / "trace", tmp_path / "paper"
    paper.mkdir()
    with traced(desk, trace) as (address, program), browser(kind, home / "profile") as tab:
        at_desk = review(tab, address)
        assert leaks(needles, home, (os.getpid(), program)) == {}
        at_desk.hand_over(CODE, stick)
        needles += given(stick)
        assert len(needles) > len(reel.segments) + 2 * len(TEXTS) + 3
        assert leaks(needles, home, (os.getpid(), program)) == {}
        at_desk.summarise(CODE, SUMMARY, paper)
        at_desk.complete(CODE)
        at_desk.go_on_without()
        at_desk.certify(paper)
        assert leaks(needles, home, (os.getpid(), program)) == {}
        assert at_desk.complaints == []
    assert leaks(needles, home) == {}
    assert written(trace, desk, home / "xdg_state_home", stick, paper) == set()


def test_the_search_finds_what_careless_pages_leave(
    kind: str, home: Path, desk: Path, stick: Path, tmp_path: Path
) -> None:
    # A form that was sent stays in Chromium's session, one that is open in Firefox's.
    typed = (*TYPED, SUMMARY, OPEN)
    with careless(desk) as address, browser(kind, home / "profile") as tab:
        at_desk = review(tab, address)
        at_desk.hand_over(CODE, stick)
        at_desk.summarise(CODE, SUMMARY, tmp_path)
        tab.type("#text", OPEN)
        at_desk.wait()
        needles = [*text_needles(typed), *given(stick)]
        left = found(needles, [home], [os.getpid()])
    left |= found(needles, [home])
    assert left.keys() & set(given(stick)), "a copy that may be cached"
    assert {text for text in typed if left.keys() & set(as_text(text))}, "typed into a plain field"
