"""The desk's app without a server, and a browser at it: cookie, token, forms."""

import os
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from desk.pages.app import create_app
from desk.pages.context import KEY, Context
from desk.pages.session import HeldDesk

HOST = "127.0.0.1:45678"
BASE = f"http://{HOST}"
PASSPHRASE = "correct horse battery staple"
AGAIN = "what a second start knows"
SECRETS = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
"""A computer without a secret store: with XDG_STATE_HOME, the secrets of desks lie in a folder of the tests."""


def desk_app(folder: Path) -> Flask:
    """The app over a desk in `folder`, which there need not be yet. Guessing its passphrase costs next to nothing."""
    return create_app(HeldDesk(folder, work_factor=4), HOST, AGAIN)


def context_of(app: Flask) -> Context:
    """What the app was made with."""
    found: Context = app.extensions[KEY]
    return found


def enter(app: Flask) -> FlaskClient:
    """The browser for which the one-time address was opened."""
    browser = app.test_client()
    answer = get(browser, f"/enter/{context_of(app).door.ticket()}")
    assert answer.status_code == 200
    return browser


def at_desk(app: Flask) -> FlaskClient:
    """A browser at a new, open desk."""
    browser = enter(app)
    post(browser, "/first", name="anna", passphrase=PASSPHRASE, again=PASSPHRASE)
    assert context_of(app).session.desk is not None
    return browser


def get(browser: FlaskClient, path: str, **more: Any) -> TestResponse:
    """A page."""
    return browser.get(path, base_url=BASE, headers={"Accept": "text/html"}, **more)


def token(browser: FlaskClient) -> str:
    """The token that pages carry."""
    found = re.search(r'data-token="([0-9a-f]{64})"', get(browser, "/", follow_redirects=True).text)
    assert found
    return found[1]


def post(browser: FlaskClient, path: str, follow: bool = False, **fields: str) -> TestResponse:
    """Send a form with the right token."""
    data = {"token": token(browser)} | fields
    return browser.post(path, base_url=BASE, data=data, headers={"Accept": "text/html"}, follow_redirects=follow)


def without_secret_store(folder: Path) -> dict[str, str]:
    """The environment of a program on a computer without a secret store: device secrets lie in `folder`."""
    return os.environ | SECRETS | {"XDG_STATE_HOME": str(folder)}
