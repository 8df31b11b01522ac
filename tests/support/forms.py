"""A phone without JavaScript: reads a page's forms and sends them as a browser would."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.context import KEY

HOST = "http://127.0.0.1:8765"

# httpcore leaves the socket of a connection that was refused to the garbage collector.
REFUSED = pytest.mark.filterwarnings("ignore:unclosed <socket.socket.*family=1:ResourceWarning")


def paired(app: Flask) -> FlaskClient:
    """A phone that is paired with the app."""
    client = app.test_client()
    client.set_cookie("attune", app.extensions[KEY].phones.add("computer", None), domain="127.0.0.1")
    return client


def get(phone: FlaskClient, path: str, **more: Any) -> TestResponse:
    """A page."""
    return phone.get(path, base_url=HOST, headers={"Accept": "text/html"}, **more)


def token(phone: FlaskClient, page: str = "/box") -> str:
    """The token that the pages give to this phone."""
    found = re.search(r'name="token" value="([^"]+)"', get(phone, page).text)
    assert found
    return found[1]


def post(phone: FlaskClient, path: str, follow: bool = False, **fields: str) -> TestResponse:
    """Send a form with the right token."""
    return phone.post(path, base_url=HOST, data={"token": token(phone)} | fields, follow_redirects=follow)


def words(page: TestResponse) -> str:
    """What a person reads on a page, white space folded."""
    return read(page.text)


def read(html: str) -> str:
    """The same of any HTML."""
    reader = _Reader()
    reader.feed(html)
    return " ".join("".join(reader.found).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
