"""A phone's page in each browser, over a stand-in recorder of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.support.browsing import PAIRED, chromium, phone
from tests.support.firefox_phone import text, until
from tests.support.spoken import KEEP
from tests.support.standin import StandIn
from tests.support.tabs import ChromiumTab, FirefoxTab, Tab
from tests.support.web_process import serving_standin
from tests.support.world import World


@dataclass
class Phone:
    """A paired phone's tab, and the box that it looks at."""

    tab: Tab
    standin: StandIn
    address: str

    def show(self, path: str, scene: Callable[[World], object]) -> None:
        """A page of a box that is as the scene makes it."""
        self.standin.resume()
        self.standin.renew()
        with self.standin.changing() as world:
            scene(world)
        self.tab.goto(self.address + path)

    def reads(self, selector: str, words: str) -> None:
        """Wait for these words there."""
        until(lambda: words in text(self.tab, selector))


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shared(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, StandIn]]:
    """A box for each browser: a film's end that was read in one is told no more."""
    with serving_standin(tmp_path_factory.mktemp(kind)) as shared:
        yield shared


@pytest.fixture(scope="module")
def on(kind: str, shared: tuple[str, StandIn], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    address, standin = shared
    if kind == "chromium":
        with chromium() as browser, phone(browser, address, console=False) as page:
            yield Phone(ChromiumTab(page), standin, address)
        return
    tab = FirefoxTab(tmp_path_factory.mktemp("firefox"))
    try:
        tab.before(KEEP)
        tab.goto(f"{address}/trust")
        tab.evaluate(f"() => {{ document.cookie = 'attune={PAIRED}; path=/; max-age=9999' }}")
        yield Phone(tab, standin, address)
    finally:
        tab.end()


@pytest.fixture(autouse=True)
def _goes_on(on: Phone) -> Iterator[None]:
    yield
    on.standin.resume()
