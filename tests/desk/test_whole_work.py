"""From nothing to four clips of a film that the box made, and back after a restart; in Chromium and in Firefox."""

import itertools
from pathlib import Path

import pytest

from tests.support.box_process import Box
from tests.support.desk_pages import SECRETS
from tests.support.desk_process import (
    PASSPHRASE,
    QUESTION,
    WATCH,
    accessible,
    address_of,
    click,
    clips,
    film,
    first_run,
    give_card,
    open_case,
    until,
)
from tests.support.tabs import Tab, tab

pytestmark = [pytest.mark.process, pytest.mark.browser, pytest.mark.slow]

CODE = "K-17"
PRINCIPLES = ("being attentive", "encouraging initiatives", "receiving initiatives", "guiding")
SAVED = """async ({number, principle}) => {
    const state = await (await fetch(`${document.querySelector('.player').dataset.film}/clips`)).json();
    const clip = state.clips[number - 1];
    return clip.title === `Moment ${number}` && clip.principles[0] === principle;
}"""
MARKED = "() => document.querySelectorAll('.mark-at').length === 2"
WORDS = "text => document.querySelector('main').innerText.includes(text)"


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_from_nothing_to_clips_and_back(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    with Box(tmp_path / "box", "--desk") as box, tab(kind, tmp_path / "profile") as page:
        box.start()
        first_run(page, address_of(box))
        accessible(page)
        open_case(page, CODE)
        accessible(page)
        give_card(page, box, CODE)
        film(box, CODE, seconds=6)
        import_all(page)
        analyse(page)
        before = clips(page)
        page.goto("about:blank")  # a page that is left open would ask a desk that is not there
        box.stop()
        box.start()
        page.goto(address_of(box))
        page.wait("#passphrase")
        page.type("#passphrase", PASSPHRASE)
        click(page, "Unlock")
        page.wait(".cases")
        open_film(page)
        assert clips(page) == before
        until(page, MARKED)
        assert page.complaints == []


def import_all(page: Tab) -> None:
    """What waits in the store: the demonstration family's film and the one just made."""
    click(page, "Import")
    page.wait("#waiting label + label input")
    page.click("#waiting button")
    until(page, WORDS, f"Case {CODE}")
    until(page, WORDS, "Case DEMO-1")
    accessible(page)
    click(page, f"Case {CODE}")
    until(page, "text => document.querySelector('#question')?.value === text", QUESTION)
    open_film(page, from_home=False)


def open_film(page: Tab, from_home: bool = True) -> None:
    """Go to the case's film."""
    if from_home:
        page.evaluate(
            f"() => [...document.querySelectorAll('.case-link')].find(a => a.innerText.includes('{CODE}')).click()"
        )
    click(page, "Film 1")
    page.wait("#film[data-ready]")


def analyse(page: Tab) -> None:
    """Marks on the timeline, steps both ways, four clips with principles, one change undone."""
    until(page, MARKED)
    page.evaluate(f"() => {{ {WATCH.read_text()} }}")
    seen = [each["clock"] for each in page.evaluate("ways => watch.steps(ways)", [1, 1, 1, -1, -1, 1])]
    assert [after - before for before, after in itertools.pairwise(seen)] == [1, 1, -1, -1, 1], seen
    for number, principle in enumerate(PRINCIPLES, 1):
        page.press("Shift+ArrowRight")
        page.press("c")
        until(page, "count => document.querySelectorAll('.clips li').length === count", number)
        until(page, "() => document.activeElement?.name === 'title'")  # else what is typed are keys
        page.type("#title", f"Moment {number}")
        page.click(f"input[name=principle][value='{principle}']")
        page.click("[data-clip=leave]")
        until(page, SAVED, {"number": number, "principle": principle})
    accessible(page)
    made = clips(page)["clips"]
    assert [clip["title"] for clip in made] == [f"Moment {number}" for number in range(1, 5)]
    assert [clip["principles"] for clip in made] == [[principle] for principle in PRINCIPLES]
    page.click("[data-clip=undo]")
    until(page, "() => !document.querySelector('[data-clip=redo]').disabled")
    assert clips(page)["clips"] != made
