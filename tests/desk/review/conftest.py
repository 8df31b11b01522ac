"""A computer without a secret store, and a desk at which a family's film waits to be reviewed."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desk_pages import at_desk, desk_app
from tests.support.reviewing import begun, desk_of, lay_case


@pytest.fixture(scope="session")
def reel() -> Reel:
    return filmed(7 * PER_SEGMENT)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Flask:
    return desk_app(folder / "desk")


@pytest.fixture
def browser(app: Flask, reel: Reel) -> FlaskClient:
    client = at_desk(app)
    lay_case(desk_of(app), reel)
    return client


@pytest.fixture
def at(app: Flask, browser: FlaskClient) -> str:
    """The address of a review that has begun."""
    return begun(app, browser)
