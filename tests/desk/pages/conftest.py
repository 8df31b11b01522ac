"""A computer without a secret store, and the desk's app on it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.desk_pages import at_desk, desk_app


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    return desk_app(tmp_path / "desk")


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """One at a new, open desk."""
    return at_desk(app)
