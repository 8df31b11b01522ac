"""A visit in every look and both browsers: consent, marks, what is spoken, unpairing while filming, the end, a note."""

import pytest

from tests.support.firefox_phone import heard, text, until
from tests.support.world import World
from tests.web.looks.conftest import Phone
from tests.web.looks.look import LOOKS, Look, appear, gathered, wrong

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(3600)]
NO_SOUND = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug."}


def nothing(_: World) -> None:
    """A box without films."""


def go(on: Phone, look: Look, selector: str, then: str) -> None:
    """Follow a link or send a form; the page that comes has the same look."""
    on.tab.click(selector)
    on.tab.wait(then)
    appear(on.tab, look)


def test_a_visit(on: Phone) -> None:
    found = []
    for look in LOOKS:
        on.show("/", nothing)
        appear(on.tab, look)
        found += consent(on, look)
        marks(on)
        warnings(on)
        found += unpairing(on, look)
        found += ends(on, look)
        found += remembers(on, look)
    assert gathered(found) == {}


def consent(on: Phone, look: Look) -> list[str]:
    """It is asked for before a start, and while filming where the button began."""
    go(on, look, "a.start", "button.start")
    assert "Has the family agreed to be filmed today?" in text(on.tab, "h1")
    assert "POST /start" not in on.standin.posts()
    found = wrong(on.tab, look)
    go(on, look, "button.start", "#mark")
    until(lambda: on.tab.evaluate("() => document.title").startswith("Filming"))
    with on.standin.changing() as world:
        world.consented = False
    heard(on.tab, "Has the family agreed to be filmed", "urgent")
    found += wrong(on.tab, look)
    on.tab.click(".consent button")
    heard(on.tab, "Consent has been recorded in the film.", "said")
    return found


def marks(on: Phone) -> None:
    on.tab.click("#mark")
    heard(on.tab, r"Marked at \d+:\d\d")
    on.tab.click("#last summary")
    on.tab.click("#last button[value='receiving initiatives']")
    heard(on.tab, "The principle has been saved.")
    on.tab.click("#last summary")
    on.tab.click("#last .undo")
    heard(on.tab, "The mark has been undone.")
    until(lambda: text(on.tab, '[data-live="marks"]') == "No marks yet")
    with on.standin.changing() as world:
        world.post("/panel/press", {})
    heard(on.tab, r"Marked at \d+:.*, with the button")


def warnings(on: Phone) -> None:
    until(lambda: text(on.tab, "[data-picture]") == "Picture arriving")
    with on.standin.changing() as world:
        world.warnings, world.began = [NO_SOUND], world.began - 598
    heard(on.tab, "Please check: No sound from the microphone. Check its plug.", "urgent")
    until(lambda: "Ten minutes are over" in text(on.tab, "[data-countdown]"))


def unpairing(on: Phone, look: Look) -> list[str]:
    """Asked twice while filming, and refused unless the family wants it."""
    on.tab.goto(f"{on.address}/phones")
    appear(on.tab, look)
    go(on, look, "main section a", "button.danger")
    found = wrong(on.tab, look)
    on.tab.click("button.danger")
    until(lambda: "The box is filming." in text(on.tab, "main"))
    on.tab.goto(on.address)
    appear(on.tab, look)
    on.tab.wait("#mark")
    return found


def ends(on: Phone, look: Look) -> list[str]:
    on.tab.wait("[data-picture].arriving")
    on.tab.hold(".stop button")
    heard(on.tab, "Film saved: Film abcd: 1", "urgent")
    until(lambda: on.tab.evaluate("() => document.title").startswith("Ready to film"))
    card = text(on.tab, ".ending")
    assert "1 mark, not uploaded yet." in card
    assert "Upload the film" in card
    found = wrong(on.tab, look)
    on.tab.click(".ending form:not([data-closes]) button")
    on.tab.wait("[data-page=film] progress")
    assert "Waiting to upload" in text(on.tab, "main")
    on.tab.goto(on.address)
    appear(on.tab, look)
    if look == LOOKS[-1]:  # a film that was seen is told no more, and each film here has the same name
        on.tab.click(".ending [data-closes] button")
        until(lambda: text(on.tab, ".ending") == "")
    return found


def remembers(on: Phone, look: Look) -> list[str]:
    """A mark's principle and note after the film, on its timeline."""
    go(on, look, "main .film", ".timeline")
    go(on, look, ".moments a", "#note")
    on.tab.click("input[value='being attentive']")
    on.tab.type("#note", "She waits.")
    found = wrong(on.tab, look)
    go(on, look, "button.big", ".timeline path.said")
    said = text(on.tab, ".moments")
    assert "Being attentive" in said
    assert "She waits." in said
    return found + wrong(on.tab, look)
