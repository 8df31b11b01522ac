"""The desk as a program, and what a practitioner does on its pages, alike in every browser."""

import os
import time
from pathlib import Path
from typing import Any

from control.client import Client
from control.requests import ConsentPlan, VisitPlan
from control.sockets import SOCKET
from tests.support.box_process import Box
from tests.support.browsing import AXE
from tests.support.tabs import Tab

PASSPHRASE = "correct horse battery staple"
QUESTION = "Why does he look away when I sing to him?"
CLICK = (
    "text => { const found = [...document.querySelectorAll('main a, main button, nav a, nav button')].find(each => "
    "each.textContent.trim() === text); if (found) setTimeout(() => found.click()); return Boolean(found); }"
)
"""Whether it is there; it is clicked once that was answered, for the click may take the page away."""
TICK = """selector => {
  const found = document.querySelector(selector);
  if (found?.href) setTimeout(() => found.click());  // it takes the page away
  else found?.click();
  return found !== null;
}"""
"""As soon as it is there: a page may have been asked for, and the one before still be shown."""
WATCH = Path(__file__).with_name("watch_player.js")
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 120)}`))"""


def address_of(box: Box) -> str:
    """The one-time address that the desk beside a box says."""
    assert box.process.stdout is not None
    for line in box.process.stdout:
        if line.startswith(b"The desk"):
            return line.split()[-1].decode()
    raise AssertionError("the desk said no address")


def click(tab: Tab, text: str) -> None:
    """Follow the link or press the button with this text, as soon as it is there."""
    until(tab, CLICK, text)


def until(tab: Tab, script: str, argument: Any = None, within: float = 180) -> None:
    """Wait until a function in the page says true; a page that is just being left says nothing."""
    deadline = time.monotonic() + within
    while True:
        try:
            if tab.evaluate(script, argument):
                return
        except Exception:  # each driver has its own for a page that goes away
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline, (script, argument, tab.evaluate("() => document.body.innerText"))
        time.sleep(0.1)


def accessible(tab: Tab) -> None:
    """axe-core finds nothing wrong with the page."""
    tab.evaluate(f"() => {{ {AXE.read_text()} }}")
    assert tab.evaluate(VIOLATIONS) == []


def first_run(tab: Tab, address: str) -> None:
    """Set the desk up."""
    tab.goto(address)
    tab.wait("#again")
    for field, text in (("#name", "anna"), ("#passphrase", PASSPHRASE), ("#again", PASSPHRASE)):
        tab.type(field, text)
    click(tab, "Set up the desk")
    tab.wait("#waiting")


def open_case(tab: Tab, code: str, question: str = QUESTION) -> None:
    """A case with its question and consent."""
    click(tab, "New case")
    tab.wait("#code")
    tab.type("#code", code)
    click(tab, "Open the case")
    tab.wait("#question")
    tab.type("#question", question)
    click(tab, "Save the question")
    until(tab, "text => document.querySelector('#question')?.defaultValue === text", question)
    tab.click("button[aria-label='Given: Filming']")
    tab.wait("button[aria-label='Withdrawn: Filming']")


def give_card(tab: Tab, box: Box, code: str) -> None:
    """Put the case's card into the store; the box fetches it when it is switched on."""
    click(tab, "Give the card to a box")
    tab.wait("#box")
    tab.type("#box", (box.data / "name").read_text().strip())
    click(tab, "Put the card into the store")
    tab.wait(".said-here")
    os.kill(box.program("courier"), 15)
    deadline = time.monotonic() + 60
    while code not in box.get("/cases")["cases"]:
        assert time.monotonic() < deadline, box.get("/cases")
        time.sleep(0.2)


def film(box: Box, code: str, seconds: float) -> None:
    """A film of the case with two marks, by the box's own button, and into the store."""
    Client(box.data / SOCKET).plan(VisitPlan(case=code, film=1, question=QUESTION, consent=ConsentPlan(filming=True)))
    assert box.attune("press").returncode == 0
    box.await_state("filming")
    until_length(box, seconds / 2)
    assert box.attune("mark", "--principle", "receiving initiatives").returncode == 0
    until_length(box, seconds)
    assert box.attune("press").returncode == 0
    assert box.attune("hold").returncode == 0
    box.await_state("ready")
    synced = box.attune("sync")
    assert synced.returncode == 0, synced.stderr


def until_length(box: Box, seconds: float) -> None:
    """Until the film is so long."""
    deadline = time.monotonic() + 60
    while box.get("/status")["film"]["elapsed"] < seconds:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def clips(tab: Tab) -> Any:
    """What the desk has saved of this film."""
    script = "async () => await (await fetch(`${document.querySelector('.player').dataset.film}/clips`)).json()"
    return tab.evaluate(script)
