"""No mark waits for ever in silence: the phone's modules where browser functions are missing or never answer."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import hold, phone
from tests.support.spoken import heard
from tests.support.standin import StandIn
from tests.web.poor_browsers import NEVER, POOR


@pytest.fixture
def standin(shared: tuple[str, StandIn]) -> StandIn:
    shared[1].renew().post("/start", {})
    return shared[1]


@pytest.fixture
def served(shared: tuple[str, StandIn], standin: StandIn) -> str:
    return shared[0]


pytestmark = pytest.mark.browser
STOPS = {"no AbortSignal.timeout", "no AbortController", "no requestSubmit", "no submitter", "no EventSource"}


@pytest.mark.parametrize("poor", POOR)
def test_a_mark_and_a_stop_arrive(browser: Browser, served: str, standin: StandIn, poor: str) -> None:
    with phone(browser, served, console=False, service_workers="allow") as page:
        page.add_init_script(POOR[poor])
        page.goto("/")
        page.locator("#mark").tap()
        asked(page, standin, "POST /mark")
        if poor in STOPS:
            hold(page.get_by_role("button", name="Hold to stop"))
            asked(page, standin, "POST /stop")


def test_who_cannot_hold_presses_twice(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        page.add_init_script(POOR["no pointer events"])
        page.goto("/")
        stop = page.get_by_role("button", name="Hold to stop")
        hold(stop)
        heard(page, "or press it once more.", "said")
        page.wait_for_timeout(800)
        stop.tap()
        asked(page, standin, "POST /stop")


def asked(page: Page, standin: StandIn, what: str) -> None:
    for _ in range(1200):  # a busy machine is slow
        if what in standin.asked:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{what} never came; the page says {page.inner_text('body')}")


def test_a_network_that_never_answers_is_told(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        page.add_init_script(f"window.fetch = () => {NEVER};")
        page.goto("/")
        expect(page.locator("#mark")).to_be_visible()
        page.locator("#mark").tap()
        expect(page.locator(".mark-hint")).to_have_text("Kept on this phone: 1")


def test_a_mark_that_cannot_be_kept_says_so(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        page.add_init_script(f"{POOR['IndexedDB never opens']} window.fetch = () => {NEVER};")
        page.goto("/")
        expect(page.locator("#mark")).to_be_visible()
        page.locator("#mark").tap()
        expect(page.locator(".mark-hint")).to_have_text("Not sent yet: 1. Keep this page open.")


OTHERS = """(again) => new Promise((done) => {
    const asked = indexedDB.open("attune box-p3xd", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("queue", {keyPath: "number"});
    asked.onsuccess = () => {
      const store = asked.result.transaction("queue", "readwrite").objectStore("queue");
      if (!again) store.put({number: 1, kind: "mark", id: "00112233445566ff", wall: 1, film: null});
      store.getAll().onsuccess = (event) => { asked.result.close(); done(event.target.result.length); };
    };
  })"""


def test_marks_for_another_box_stay_on_the_phone(browser: Browser, served: str, standin: StandIn) -> None:
    """Two boxes may have been at one address: on a laptop, or where IT gave one twice."""
    with phone(browser, served) as page:
        page.goto("/pair")
        assert page.evaluate(OTHERS, False) == 1
        page.goto("/")
        page.locator("#mark").tap()
        asked(page, standin, "POST /mark")
        expect(page.locator(".mark-hint")).to_have_text("this moment")
        assert standin.asked.count("POST /mark") == 1
        assert page.evaluate(OTHERS, True) == 1


@pytest.mark.parametrize("missing", ["window.fetch", "window.EventSource", "Element.prototype.replaceChildren"])
def test_too_old_a_browser_is_told_at_pairing(browser: Browser, served: str, missing: str) -> None:
    with phone(browser, served, "") as page:
        told = page.get_by_role("alert").filter(has_text="This phone's browser is too old")
        page.goto("/pair")
        expect(page.get_by_role("button", name="pair this phone")).to_be_visible()
        expect(told).to_be_hidden()
        page.add_init_script(f"delete {missing};")
        page.reload()
        expect(told).to_be_visible()
