"""Clips made in the page: each action is saved as an event, typing pauses the film, undo and redo, order, advice."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.cases.case import Clip
from tests.desk.player.conftest import MARKS
from tests.support.browsing import AXE
from tests.support.clock_films import Reel
from tests.support.desks import at_desk, make_desk
from tests.support.page_looks import KEPT
from tests.support.player_page import CODE, SECOND_FILM, Player, lay, served
from tests.support.small_films import FILM
from tests.support.tabs import Tab, tab
from tests.support.vig_pages import PUT

pytestmark = pytest.mark.browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def player(root: Path, reel: Reel) -> Iterator[Player]:
    desk = make_desk(root)
    lay(desk, reel, records=MARKS)
    lay(desk, reel, film=SECOND_FILM)
    with served(desk) as player:
        yield player


def until(holds: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def clips(player: Player) -> tuple[Clip, ...]:
    return player.desk.case(CODE).clips_of(FILM)


def opened(driven: Tab, player: Player) -> None:
    driven.goto(player.page())
    driven.wait("#film[data-ready=yes]")


def seen(driven: Tab) -> int:
    return int(driven.evaluate("() => Number(document.querySelector('.player').dataset.picture)"))


def titled(driven: Tab) -> None:
    """A clip that was added asks for its title: until then, letters would be keys, and then they are its title."""
    until(lambda: driven.evaluate("() => document.activeElement.name") == "title", "the title is asked for")
    driven.evaluate("() => document.activeElement.blur()")


def test_a_clip_from_in_to_out(player: Player, browser_kind: str, root: Path) -> None:
    with tab(browser_kind, root / "profile") as driven:
        opened(driven, player)
        driven.press(".")  # the next mark
        until(lambda: 0 <= MARKS[0].at - seen(driven) < 45e6, "the frame of the mark")
        first = seen(driven)
        driven.press("i")
        for _ in range(3):
            before = seen(driven)
            driven.press("ArrowRight")
            until(lambda before=before: seen(driven) > before, "the next frame")  # type: ignore[misc]
        driven.press("o")
        driven.press("c")
        until(lambda: len(clips(player)) == 1, "the clip is saved")
        (clip,) = clips(player)
        frames = [time for n in range(8) for time in _film(player).frames(n)]
        assert (clip.start_ns, clip.end_ns) == (first, frames[frames.index(first) + 4])

        titled(driven)
        driven.press(" ")
        until(lambda: not driven.evaluate("() => document.querySelector('video').paused"), "it plays")
        driven.type("[name=title]", "she waits")
        until(lambda: driven.evaluate("() => document.querySelector('video').paused"), "typing pauses the film")
        driven.click("[value='receiving initiatives']")
        driven.evaluate(PUT, ["[name=note]", "then he looks"])  # at once: undo takes back what one pause has saved
        until(lambda: clips(player)[0].note == "then he looks", "the note is saved")
        assert (clips(player)[0].title, clips(player)[0].principles) == ("she waits", ("receiving initiatives",))

        driven.click("[data-clip=undo]")
        until(lambda: clips(player)[0].note == "", "undone")
        driven.click("[data-clip=redo]")
        until(lambda: clips(player)[0].note == "then he looks", "redone")
        assert driven.complaints == []
    again = at_desk(root)
    assert again.case(CODE).clips_of(FILM) == clips(player), "all there after a restart"


def test_order_stills_and_advice(player: Player, browser_kind: str, root: Path) -> None:
    with tab(browser_kind, root / "profile") as driven:
        opened(driven, player)
        for number in range(5):
            driven.press("n")
            driven.press("c")
            until(lambda number=number: len(clips(player)) == number + 1, "saved")  # type: ignore[misc]
            titled(driven)
        made = [clip.id for clip in clips(player)]
        advice = "() => document.querySelector('.advice').textContent"
        until(lambda: "5 clips" in driven.evaluate(advice), "advice past four clips")
        driven.evaluate("() => document.querySelector('.clips .handle').focus()")
        driven.press("ArrowDown")
        until(lambda: [clip.id for clip in clips(player)] == [made[1], made[0], *made[2:]], "moved by the keyboard")
        focused = "() => document.activeElement.className"
        until(lambda: driven.evaluate(focused).startswith("handle"), "the focus stays")
        driven.evaluate("() => document.activeElement.blur()")
        driven.press("s")
        until(lambda: len(player.desk.case(CODE).stills_of(FILM)) == 1, "a still")
        driven.press("Control+z")
        until(lambda: not player.desk.case(CODE).stills_of(FILM), "undone by the keyboard")


def test_fields_tell_the_browser_to_keep_nothing(player: Player, root: Path) -> None:
    with tab("chromium", root / "profile") as driven:
        opened(driven, player)
        assert driven.evaluate(KEPT) == []
        assert driven.evaluate("() => document.title") == "Attune"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(player: Player, root: Path, scheme: str) -> None:
    with tab("chromium", root / "profile") as driven:
        driven.page.emulate_media(color_scheme=scheme)  # type: ignore[attr-defined]
        opened(driven, player)
        driven.press("c")
        driven.wait("form.clip:not([hidden])")
        driven.evaluate(f"() => {{ {AXE.read_text()} }}")
        run = "() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map("
        found = driven.evaluate(
            f"{run} (v) => `${{v.id}}: ${{v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}}`))"
        )
        assert found == []


def _film(player: Player) -> Any:
    from sealed.film.opened import OpenedFilm

    return OpenedFilm(player.desk.film_folder(FILM), [player.desk.identity(CODE)])


def test_what_could_not_be_saved_stays_in_its_field(player: Player, browser_kind: str, root: Path) -> None:
    """Another action that is saved meanwhile must not put the older note in its place."""
    with tab(browser_kind, root / "profile") as driven:
        opened(driven, player)
        folder = player.desk.folder.cases / CODE
        note = "document.querySelector('[name=film_note]')"
        said = "() => document.querySelector('.saved').textContent"
        driven.type("[name=film_note]", "She waits")
        until(lambda: player.desk.case(CODE).film_notes.get(FILM) == "She waits", "the note is saved")
        away = folder.rename(folder.with_name("away"))
        driven.type("[name=film_note]", " for him")
        until(lambda: "not saved" in driven.evaluate(said), "it is said")
        away.rename(folder)
        driven.evaluate("() => document.activeElement.blur()")
        driven.press("s")
        until(lambda: player.desk.case(CODE).stills_of(FILM), "another action is saved")
        assert driven.evaluate(f"() => {note}.value") == "She waits for him"
        until(lambda: player.desk.case(CODE).film_notes.get(FILM) == "She waits for him", "so is the note")
