"""A desk at which a family's copy is prepared."""

import time
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.cases.events import ClipAdded, ConsentGiven, StillKept
from desk.unlocked import Desk
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desk_pages import at_desk, context_of, desk_app
from tests.support.player_page import CODE, lay
from tests.support.reviewing import desk_of, state
from tests.support.small_films import FILM

SECOND = 10**9
CLIPS = ("1" * 16, "2" * 16, "3" * 16)
STILLS = ("a" * 16, "b" * 16)


def lay_copies(desk: Desk, reel: Reel, consents: bool = True) -> None:
    """A case with a film of some six seconds, three clips of a second each and two stills."""
    lay(desk, reel)
    for number, name in enumerate(CLIPS):
        start, end = number * SECOND, (number + 1) * SECOND
        desk.append(CODE, ClipAdded(id=name, film=FILM, start_ns=start, end_ns=end, title="she waits" * number))
    for name, at in zip(STILLS, (SECOND // 2, 5 * SECOND // 2), strict=True):
        desk.append(CODE, StillKept(id=name, film=FILM, at_ns=at))
    if consents:
        consent(desk, date.today())


def consent(desk: Desk, day: date, until: date | None = None) -> None:
    """To copies and to stills."""
    for kind in ("copies", "stills"):
        desk.append(CODE, ConsentGiven(consent=kind, day=day, until=until))


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(4 * PER_SEGMENT)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    return desk_app(tmp_path / "desk")


@pytest.fixture
def browser(app: Flask, reel: Reel) -> FlaskClient:
    client = at_desk(app)
    lay_copies(desk_of(app), reel, consents=False)
    return client


@pytest.fixture
def at(app: Flask) -> str:
    return f"/case/{context_of(app).aliases.of(CODE)}/copy"


def finished(browser: FlaskClient, at: str) -> None:
    """The hand-over that a page has begun."""
    deadline = time.monotonic() + 60
    while state(browser, at, "progress")["running"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
