"""A real phone-sized browser: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.support.spoken import KEEP

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "no-preference",
}  # fmt: skip
PAIRED = "the-secret-of-a-paired-phone"
# A refusal is told in the page; the worker is let in only where it is tested.
EXPECTED = ("Failed to load resource", "Service Worker registration blocked by Playwright")
PATIENCE = 120_000
"""Milliseconds: a busy machine shows late, and late is not what is tested."""
AXE = Path(__file__).parents[1] / "interop" / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. Fails when there is none: a page that nobody looked at is not tested."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS, timeout=PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, address: str, secret: str = PAIRED, console: bool = True, **more: Any) -> Iterator[Page]:
    """A page on a paired phone. At the end, nothing may have been complained about in its `console`."""
    context = browser.new_context(**(PHONE | {"base_url": address, "service_workers": "block"} | more))
    context.set_default_timeout(PATIENCE)
    context.add_init_script(KEEP)
    if secret:
        context.add_cookies([{"name": "attune", "value": secret, "url": address, "sameSite": "Strict"}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    yield page
    context.close()
    about = [words for words in complaints if not any(known in words for known in EXPECTED)]
    assert about == [] or not console, about


def hold(button: Locator, seconds: float = 1.3) -> None:
    """Keep a finger, or a mouse, on a button: for so long, and until the page has counted its second too."""
    button.scroll_into_view_if_needed()
    button.hover()
    button.page.mouse.down()
    button.page.wait_for_timeout(seconds * 1000)
    counted(button.page)
    button.page.mouse.up()


def counted(page: Page) -> None:
    """No button is being held any more, as the page sees it."""
    expect(page.locator(".holding")).to_have_count(0)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, one line each. Evaluated from outside: the page's policy lets no script in."""
    assert AXE.exists(), "axe-core is missing: npm install --prefix tests/interop"
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['help']}: {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]]
