"""The desk's app without a server, and a browser at it: cookie, token, forms."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from waitress.server import create_server
from werkzeug.test import TestResponse

from desk.pages.app import TRANSLATIONS, create_app
from desk.pages.context import KEY, Context
from desk.pages.session import HeldDesk
from tests.support.waitress_thread import answering

HOST = "127.0.0.1:45678"
BASE = f"http://{HOST}"
PASSPHRASE = "correct horse battery staple"
AGAIN = "what a second start knows"
SECRETS = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
"""A computer without a secret store: with XDG_STATE_HOME, the secrets of desks lie in a folder of the tests."""


def desk_app(folder: Path, host: str = HOST, translations: Path = TRANSLATIONS) -> Flask:
    """The app over a desk in `folder`, which there need not be yet. Guessing its passphrase costs next to nothing."""
    return create_app(HeldDesk(folder, work_factor=4), host, AGAIN, translations)


@contextmanager
def serving(folder: Path, translations: Path = TRANSLATIONS) -> Iterator[tuple[Flask, str]]:
    """The app under its server, and a one-time address of it."""
    server = create_server(Flask("not yet"), host="127.0.0.1", port=0, threads=4)
    app = desk_app(folder, f"127.0.0.1:{server.effective_port}", translations)
    server.application = app
    with answering(server):
        try:
            yield app, f"http://127.0.0.1:{server.effective_port}/enter/{context_of(app).access.ticket()}"
        finally:
            context_of(app).session.lock()


def made_up(translations: Path, locale: str, stretch: float = 1.0) -> Path:
    """A language in which every sentence stands in brackets, and is longer by so much."""
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        catalogue = read_po(file, locale=locale)
    for message in catalogue:
        if message.id:
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"[{text}{'ü' * round(len(text) * (stretch - 1))}]" for text in said)
            message.string = marked if len(marked) > 1 else marked[0]
    folder = translations / locale / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    return translations


def context_of(app: Flask) -> Context:
    """What the app was made with."""
    found: Context = app.extensions[KEY]
    return found


def enter(app: Flask) -> FlaskClient:
    """The browser for which the one-time address was opened."""
    browser = app.test_client()
    answer = get(browser, f"/enter/{context_of(app).access.ticket()}")
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


def post(browser: FlaskClient, path: str, /, **fields: str) -> TestResponse:
    """Send a form with the right token."""
    data = {"token": token(browser)} | fields
    return browser.post(path, base_url=BASE, data=data, headers={"Accept": "text/html"})


def follow(browser: FlaskClient, path: str, /, **fields: str) -> TestResponse:
    """The same, and the page that comes of it."""
    answer = post(browser, path, **fields)
    return get(browser, answer.headers["Location"]) if "Location" in answer.headers else answer


def without_secret_store(folder: Path) -> dict[str, str]:
    """The environment of a program on a computer without a secret store: device secrets lie in `folder`."""
    return os.environ | SECRETS | {"XDG_STATE_HOME": str(folder)}
