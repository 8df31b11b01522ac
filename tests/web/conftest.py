"""What the tests of the pages share: a stand-in for the recorder, an app over it, and the app under its real server."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.support.browsing import PAIRED, chromium
from tests.support.forms import REFUSED, paired
from tests.support.standin import StandIn
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


@contextmanager
def serving(folder: Path, port: str = "0", more: str = "") -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """`attune web` over the control socket in `folder`: its address and its process. PAIRED is a phone it knows."""
    config = folder / "web.toml"
    state = folder / "web-state"
    if not state.exists():
        state.mkdir()
        facts = [{"id": "0badcafe", "hash": sha256(PAIRED.encode()).hexdigest(), "kind": "android", "paired": None}]
        (state / "phones.json").write_text(json.dumps(facts))
    lines = [f'control = "{folder}/control.sock"', f'bind = "127.0.0.1:{port}"', "simulated = true"]
    config.write_text("\n".join([*lines, f'state = "{state}"', more, ""]))
    command = [sys.executable, "-m", "attune", "web", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            said = server.stdout.readline()
            found = re.search(r"https?://\S+(?=/)", said)
            assert found, f"the server said {said!r}"
            yield found[0], server
        finally:
            server.terminate()


@pytest.fixture
def served(standin: StandIn, tmp_path: Path) -> Iterator[str]:
    """The address of the pages under gunicorn, over the stand-in."""
    with serving(tmp_path) as (address, _):
        yield address


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, StandIn]]:
    """The same for a whole module, whose tests begin with `standin.renew()`."""
    folder = tmp_path_factory.mktemp("shared")
    standin = StandIn(folder / "control.sock")
    try:
        with serving(folder) as (address, _):
            yield address, standin
    finally:
        standin.close()


# Not for the whole session: the event loop behind it would be in the way of other parts' own loops.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made
