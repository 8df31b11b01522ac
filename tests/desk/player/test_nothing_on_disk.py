"""Nothing of a film, and nothing that was typed, reaches the browser's disk; what a careless page leaves is found.

Part of `make test-player`. The careless page asks for segments that may be cached, and has a plain text field.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from sealed.film.opened import OpenedFilm
from tests.support.browsing import ARGUMENTS
from tests.support.disk_search import DiskSearch, film_needles, lz4_block, text_needles
from tests.support.frame_judge import SCRIPT
from tests.support.player_page import CODE, SECOND_FILM, Player
from tests.support.tabs import ChromiumTab, Tab, tab

pytestmark = [pytest.mark.browser, pytest.mark.player]

TYPED = "she waits and then he looks at her"
CARELESS = "this was typed into a plain field"
SESSION_WRITTEN = 18  # seconds after which Firefox has written its session


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """A profile and a temporary folder of the browser's own; Chromium's socket in it needs a short path."""
    with tempfile.TemporaryDirectory(prefix="at-", dir="/tmp") as made:
        profile, temporary = Path(made, "p"), Path(made, "t")
        temporary.mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        yield profile, temporary


@contextmanager
def with_disk(kind: str, profile: Path) -> Iterator[Tab]:
    """A browser as a person has it: with a profile and caches on the disk."""
    if kind == "firefox":
        with tab(kind, profile) as driven:
            yield driven
        return
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path="/usr/bin/chromium", args=ARGUMENTS
        )
        yield ChromiumTab(context.pages[0])
        context.close()


def test_nothing_of_the_film_nor_of_the_notes(
    served_player: Player, browser_kind: str, folders: tuple[Path, Path]
) -> None:
    profile, temporary = folders
    film = OpenedFilm(served_player.desk.film_folder(SECOND_FILM), [served_player.desk.identity(CODE)])
    needles, search = film_needles(film) | text_needles(TYPED), DiskSearch(profile, (profile, temporary))
    address = served_player.page(SECOND_FILM)
    with with_disk(browser_kind, profile) as driven:
        driven.goto(address)
        driven.wait("#film[data-ready=yes]")
        driven.evaluate(f"() => {{ {SCRIPT} }}")
        for share in (0.1, 0.5, 0.8):
            driven.evaluate("(share) => watch.seeks([share])", share)
            driven.press("l")
            time.sleep(3)
            driven.press("k")
            driven.evaluate("() => watch.steps([1, 1, -1, -1])")
            assert search.found(needles) == set()
        driven.press("c")
        driven.wait("form.clip:not([hidden])")
        driven.evaluate("() => new Promise((done) => setTimeout(done, 1000))")
        driven.type("[name=title]", TYPED)
        driven.type("[name=note]", TYPED)
        driven.type("[name=film_note]", TYPED)
        time.sleep(SESSION_WRITTEN)
        assert search.found(needles) == set()
    assert search.found(needles) == set(), "after it was closed"


def test_the_search_finds_what_a_careless_page_leaves(
    served_player: Player, browser_kind: str, folders: tuple[Path, Path]
) -> None:
    profile, temporary = folders
    film = OpenedFilm(served_player.desk.film_folder(SECOND_FILM), [served_player.desk.identity(CODE)])
    films, texts, search = film_needles(film), text_needles(CARELESS), DiskSearch(profile, (profile, temporary))
    fetch = """async (film) => {
      for (let n = 0; n < 60; n += 1) await fetch(`/careless/${film}/${n}`).then((a) => a.arrayBuffer()) }"""
    with with_disk(browser_kind, profile) as driven:
        driven.goto(f"{served_player.address}/careless")
        driven.evaluate(fetch, SECOND_FILM)
        driven.type("textarea", CARELESS)
        time.sleep(SESSION_WRITTEN)
        found = search.found(films | texts)
    found |= search.found(films | texts)
    assert len(found & films.keys()) > 10
    assert found & texts.keys()


def test_session_files_are_read() -> None:
    assert lz4_block(bytes([0x14]) + b"a" + b"\x01\x00" + bytes([0x50]) + b"bcdef") == b"a" * 9 + b"bcdef"
