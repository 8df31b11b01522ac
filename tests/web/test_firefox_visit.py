"""A visit in Firefox: consent before a start, what is spoken while filming, the end card, a note, unpairing."""

import pytest

from tests.support import firefox_phone
from tests.support.firefox_phone import Visit, text, until
from tests.support.tabs import FirefoxTab

pytestmark = [pytest.mark.browser, pytest.mark.root, pytest.mark.slow]
NO_SOUND = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug."}
QUESTION = "Wie kommt sie zur Ruhe?"


@pytest.fixture(autouse=True)
def _on_a_phone(tab: FirefoxTab) -> None:
    tab.size(390, 844)


def tap(tab: FirefoxTab, name: str, role: str = "button") -> None:
    """What a screen reader calls by this name."""
    tab.click(f'::-p-aria([name="{name}"][role="{role}"])')


def heard(tab: FirefoxTab, words: str, where: str = "heard") -> None:
    firefox_phone.heard(tab, words, where)
    role = tab.evaluate("(id) => document.getElementById(id).getAttribute('role')", where)
    assert role == ("alert" if where in ("urgent", "wrong") else "status")


def titled(tab: FirefoxTab, title: str) -> None:
    until(lambda: tab.evaluate("() => document.title") == title)


def test_a_visit(visit: Visit, tab: FirefoxTab) -> None:
    visit.standin.renew()
    tab.goto(visit.address)
    titled(tab, "Ready to film \N{EN DASH} Attune")
    tap(tab, "Start filming", "link")
    until(lambda: "Has the family agreed to be filmed today?" in text(tab, "h1"))
    assert "POST /start" not in visit.standin.posts(), "nothing is filmed before they are asked"
    tap(tab, "Yes, start filming")
    titled(tab, "Filming \N{EN DASH} Attune")
    marks(visit, tab)
    warnings(visit, tab)
    ends(visit, tab)
    remembers(tab)


def marks(visit: Visit, tab: FirefoxTab) -> None:
    tab.click("#mark")
    heard(tab, r"Marked at \d+:\d\d")
    tab.click("#last summary")
    tap(tab, "Receiving initiatives")
    heard(tab, "The principle has been saved.")
    tab.click("#last summary")
    tap(tab, "Undo this mark")
    heard(tab, "The mark has been undone.")
    until(lambda: text(tab, '[data-live="marks"]') == "No marks yet")
    with visit.standin.changing() as world:
        world.post("/panel/press", {})
    heard(tab, r"Marked at \d+:.*, with the button")


def warnings(visit: Visit, tab: FirefoxTab) -> None:
    until(lambda: text(tab, "[data-picture]") != "")
    with visit.standin.changing() as world:
        world.warnings = [NO_SOUND]
    heard(tab, "Please check: No sound from the microphone. Check its plug.", "urgent")
    with visit.standin.changing() as world:
        world.frames = 7
    heard(tab, "No new picture", "urgent")
    with visit.standin.changing() as world:
        world.frames, world.began = 0, world.began - 598
    heard(tab, "Ten minutes are over")
    visit.standin.pause()
    heard(tab, "Can't reach the box. Look at its light: red means still filming.", "urgent")
    visit.standin.resume()
    heard(tab, "The box answers again.")


def ends(visit: Visit, tab: FirefoxTab) -> None:
    tab.hold(".stop button")
    heard(tab, "Film saved: Film abcd: 1", "urgent")
    titled(tab, "Ready to film \N{EN DASH} Attune")
    card = text(tab, ".ending")
    assert "Film saved" in card
    assert "1 mark, not uploaded yet." in card
    assert "Upload the film" in card
    until(lambda: "1 film is not uploaded yet" in text(tab, ".remains"))
    tap(tab, "Seen")
    until(lambda: text(tab, ".ending") == "")


def remembers(tab: FirefoxTab) -> None:
    """A mark's principle and note after the film, on its timeline."""
    tab.click("main a[href*='/films/']")
    tab.wait(".timeline")
    tab.click(".moments a")
    tab.wait("#note")
    tab.click("input[value='being attentive']")
    tab.type("#note", "She waits.")
    tap(tab, "Save")
    tab.wait(".timeline path.said")
    assert "Being attentive" in text(tab, ".moments")
    assert "She waits." in text(tab, ".moments")


def test_a_question_that_was_typed_outlives_the_start_of_a_film(visit: Visit, tab: FirefoxTab) -> None:
    visit.standin.renew()
    tab.goto(f"{visit.address}/before/question")
    tab.type("#question", QUESTION)
    with visit.standin.changing() as world:
        world.post("/start", {})
    tap(tab, "Continue")
    heard(tab, "Filming has started, so these details can't be changed.", "wrong")
    assert tab.evaluate("() => document.getElementById('question').value") == QUESTION
    tab.goto(f"{visit.address}/before/camera")
    assert "The camera view is not available while filming." in text(tab, "main")


def test_unpairing_asks_twice_while_filming(visit: Visit, tab: FirefoxTab) -> None:
    visit.standin.renew()
    with visit.standin.changing() as world:
        world.post("/start", {})
    tab.goto(f"{visit.address}/phones")
    tap(tab, "Unpair all phones", "link")
    until(lambda: "Unpair all phones?" in text(tab, "h1"))
    tap(tab, "Yes, unpair")
    until(lambda: "The box is filming." in text(tab, "main"))
    tab.goto(visit.address)
    tab.wait("#mark")
