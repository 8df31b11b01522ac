"""The first load of the visit page is small, and everything in it may be kept but the page itself."""

from playwright.sync_api import Browser, expect

from tests.support.browsing import phone
from tests.support.standin import StandIn

LEAST = 12
"""Answers: the page, its sheets and scripts."""
MOST = 60 * 1024  # bytes over the wire, heads included


def test_first_load(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served, service_workers="allow") as page:
        session = page.context.new_cdp_session(page)
        sizes: dict[str, int] = {}
        session.send("Network.enable")
        names: dict[str, str] = {}
        session.on(
            "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
        )
        session.on(
            "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
        )
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ready to film")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => 0)")
        for _ in range(600):
            page.wait_for_timeout(100)
            if len(sizes) >= LEAST:
                break
        page.wait_for_timeout(1000)  # for what comes besides
    whole = sum(sizes.values())
    print(f"{whole} bytes in {len(sizes)} answers")
    assert len(sizes) >= LEAST
    assert whole <= MOST, {names.get(key, key): size for key, size in sizes.items()}
