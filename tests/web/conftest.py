"""What the tests of the pages share: a stand-in for the recorder, an app over it, and the app under its real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.support.browsing import chromium
from tests.support.firefox_phone import Visit, firefox, visiting
from tests.support.forms import REFUSED, paired
from tests.support.standin import StandIn
from tests.support.tabs import FirefoxTab
from tests.support.web_process import serving, serving_standin
from web.app import create_app
from web.settings import Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(REFUSED)


@pytest.fixture
def app(standin: StandIn, tmp_path: Path) -> Iterator[Flask]:
    going = [True]
    made = create_app(Settings(str(tmp_path / "control.sock"), simulated=True), lambda: going[0])
    yield made
    going[0] = False


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A phone that is not paired."""
    return app.test_client()


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A phone that is."""
    return paired(app)


@pytest.fixture
def served(standin: StandIn, tmp_path: Path) -> Iterator[str]:
    """The address of the pages under gunicorn, over the stand-in."""
    with serving(tmp_path) as (address, _):
        yield address


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, StandIn]]:
    """The same for a whole module, whose tests begin with `standin.renew()`."""
    with serving_standin(tmp_path_factory.mktemp("shared")) as shared:
        yield shared


# Not for the whole session: the event loop behind it would be in the way of other parts' own loops.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visiting(tmp_path_factory.mktemp("firefox")) as visit:
        yield visit


@pytest.fixture(scope="module")
def tab(visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirefoxTab]:
    with firefox(visit, tmp_path_factory.mktemp("light")) as tab:
        yield tab
