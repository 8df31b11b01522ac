"""The screen stays awake while the box films, and no longer."""

from playwright.sync_api import Browser

from tests.support.browsing import phone
from tests.support.standin import StandIn

COUNT = """
window.locks = [];
const request = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async kind => {
  const lock = await request(kind);
  window.locks.push(lock);
  return lock;
};
"""


def test_awake_while_filming(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served, permissions=["screen-wake-lock"]) as page:
        page.add_init_script(COUNT)
        page.goto("/")
        assert page.evaluate("window.locks.length") == 0
        with standin.changing() as world:
            world.post("/start", {})
        page.wait_for_function("() => window.locks.length === 1 && !window.locks[0].released")
        with standin.changing() as world:
            world.post("/stop", {})
        page.wait_for_function("() => window.locks.every(lock => lock.released)")
