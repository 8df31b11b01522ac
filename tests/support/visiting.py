"""What a practitioner does on the phone, step by step, for tests and for the pictures in docs/img."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

CASE = "DEMO-1"
QUESTION = "Why does he look away when I sing to him?"
SLOW_STORE = """
[store]
limit = 300_000
"""
"""Bytes a second, so that there is time to see how far a sync is."""
Keep = Callable[[str], None]


def ask(page: Page) -> str:
    """Ask to be paired; the code that the page shows."""
    page.goto("/")
    button = page.get_by_role("button", name="Pair this phone")
    button.focus()
    page.keyboard.press("Enter")
    return page.locator("[data-code]").get_attribute("data-code") or ""


def pair(page: Page, press: Callable[[str], object], keep: Keep) -> None:
    """Pair this phone; `press` presses a code on the box."""
    page.goto("/")
    page.get_by_role("button", name="Pair this phone").wait_for()
    keep("pair")
    code = ask(page)
    keep("pair-code")
    press(code)
    expect(page.get_by_text("This phone is paired.")).to_be_visible()


def prepare(page: Page, keep: Keep) -> None:
    """Say what this film is about, and aim the camera."""
    page.goto("/")
    page.get_by_role("link", name="Prepare this film").tap()
    page.get_by_role("radio", name=CASE).check()
    page.get_by_role("radio", name="Cycle 2").check()
    keep("case")
    page.get_by_role("button", name="Continue").tap()
    page.get_by_label("What is the family's helping question?").fill(QUESTION)
    keep("question")
    page.get_by_role("button", name="Continue").tap()
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for number in range(3):
        expect(boxes.nth(number)).not_to_be_checked()
    page.get_by_role("checkbox", name="Filming").check()
    page.get_by_role("checkbox", name="Showing it in supervision").check()
    keep("consent")
    page.get_by_role("button", name="Continue").tap()
    page.wait_for_url("**/before/kind")  # else the next tap may find the button of the page before
    keep("kind")
    page.get_by_role("button", name="Continue").tap()
    page.wait_for_url("**/before/camera")
    page.wait_for_function("() => document.querySelector('#framing')?.naturalWidth > 0")
    keep("camera")
    page.get_by_role("link", name="Continue to filming").tap()
    expect(page.get_by_text(f"{CASE}, cycle 2")).to_be_visible()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text("Filming; Showing it in supervision")).to_be_visible()


def start(page: Page) -> None:
    """Begin a film for which no consent was recorded: the page asks for it first."""
    page.get_by_role("link", name="Start filming").tap()
    page.get_by_role("button", name="Yes, start filming").tap()


def mark(page: Page, count: int, pause: float = 0) -> None:
    """Mark that many moments, so many seconds apart."""
    for number in range(1, count + 1):
        page.wait_for_timeout(1000 * pause)
        page.get_by_role("button", name="Mark", exact=True).tap()
        expect(page.locator('[data-live="marks"]')).to_have_text("1 mark" if number == 1 else f"{number} marks")


def sync(page: Page, keep: Keep) -> None:
    """Copy the film of this page to the store, and see how far it is on the way: bytes, rate, time left."""
    page.get_by_role("button", name="Upload the film").tap()
    words = page.get_by_text(re.compile(r"^Uploading: [1-9]\d* .B of \d+ .B, .*a second, .* left"))
    expect(words).to_be_visible()
    bar = page.get_by_role("progressbar", name="Upload")
    first = float(bar.get_attribute("value") or 0)
    keep("syncing")
    # A page that was held up sees no more of a short upload than its end.
    page.wait_for_function(
        """value => { const bar = document.querySelector("progress"); return !bar || bar.value > value; }""", arg=first
    )
    expect(page.get_by_text("Safely uploaded and checked,")).to_be_visible(timeout=150_000)
