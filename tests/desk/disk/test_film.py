"""Nothing of a film in the clear on any disk: what the desk's program and both browsers write while one works at it.

`make test-disk`: takes some minutes, and wants the machine's browsers for itself.
"""

import os
import time
from pathlib import Path

import pytest

from desk.unlocked import Desk
from sealed.film.records import Mark
from tests.support.browser_disk import AUTOSAVE, browser, careless, film_needles, text_needles, traced, written
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desk_process import PASSPHRASE, click, until
from tests.support.needles import as_text, found, unpacked
from tests.support.player_page import lay
from tests.support.tabs import Tab

pytestmark = [pytest.mark.disk, pytest.mark.timeout(1200)]

SEGMENTS = 20
QUESTION = "Zaunkoenigsfrage 7261: why does he look away"
TITLE = "Zaunkoenigstitel 7262"
NOTE = "Zaunkoenigsnotiz 7263 she waits for him"
TEXTS = (QUESTION, TITLE, NOTE)


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(SEGMENTS * PER_SEGMENT, width=640, height=360)


@pytest.fixture
def desk(home: Path, reel: Reel) -> Path:
    """A desk with a film."""
    made = Desk.create(home / "desk", "anna", PASSPHRASE, work_factor=10)
    lay(made, reel, records=(Mark("00112233445566aa", 4_200_000_000, "phone", note=NOTE),))
    made.lock()
    return home / "desk"


def work(tab: Tab, address: str) -> None:
    """Unlock, write a question, play and step through a film, make a clip with a title and a note."""
    tab.goto(address)
    tab.wait("#passphrase")
    tab.type("#passphrase", PASSPHRASE)
    click(tab, "Unlock")
    tab.wait(".case-link")
    tab.evaluate("() => document.querySelector('.case-link').click()")
    tab.wait("#question")
    tab.type("#question", QUESTION)
    time.sleep(AUTOSAVE)  # while it is typed and not saved yet
    click(tab, "Save the question")
    until(tab, "text => document.querySelector('#question')?.defaultValue === text", QUESTION)
    click(tab, "Film 1")
    tab.wait("#film[data-ready]")
    tab.press("l")
    time.sleep(4)
    tab.press("k")
    for _ in range(SEGMENTS - 2):
        tab.press("Shift+ArrowRight")
        time.sleep(0.15)
    tab.press("ArrowLeft")
    tab.press("c")
    until(tab, "() => document.activeElement?.name === 'title'")
    tab.type("#title", TITLE)
    tab.type("#note", NOTE)
    tab.type("[name=film_note]", NOTE)
    time.sleep(AUTOSAVE)


def test_no_browser_and_no_program_writes_it(kind: str, home: Path, desk: Path, reel: Reel, tmp_path: Path) -> None:
    needles, trace = [*film_needles(reel), *text_needles(TEXTS)], tmp_path / "trace"
    with traced(desk, trace) as (address, program), browser(kind, home / "profile") as tab:
        work(tab, address)
        assert found(needles, [home], [os.getpid(), program]) == {}
        assert tab.complaints == []
    assert found(needles, [home]) == {}
    assert written(trace, desk, home / "xdg_state_home") == set()


def test_the_search_finds_what_careless_pages_leave(kind: str, home: Path, desk: Path, reel: Reel) -> None:
    needles = [*film_needles(reel), *text_needles(TEXTS)]
    with careless(desk) as address, browser(kind, home / "profile") as tab:
        work(tab, address)
        left = found(needles, [home], [os.getpid()])
    left |= found(needles, [home])
    assert len(left.keys() & set(film_needles(reel))) > SEGMENTS // 2, "segments that may be cached"
    assert left.keys() & set(as_text(QUESTION)), "typed into a plain field"


def test_session_files_are_read() -> None:
    block = bytes([0x14]) + b"a" + b"\x01\x00" + bytes([0x50]) + b"bcdef"
    assert unpacked(b"mozLz40\0\0\0\0\0" + block) == b"a" * 9 + b"bcdef"
