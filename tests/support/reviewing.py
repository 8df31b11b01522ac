"""A desk with a film, three clips, and a shared review of them, as its pages and commands find it."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from desk.cases.events import ClipAdded, HelpingQuestion
from desk.clips.moments import nearest_edge
from desk.unlocked import Desk
from sealed.film.opened import OpenedFilm
from tests.support.clock_films import Reel
from tests.support.desk_pages import BASE, PASSPHRASE, context_of, get, token
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

TITLES = ("She waits for him", "He smiles back", "They look together")
NOTE, ASKED = "Zaunkoenig: mind the father", "What did you see just before?"
QUESTION = "Why does he look away?"
CLIPS = tuple(f"{number:016x}" for number in range(1, 4))
SECOND = 10**9


def lay_case(desk: Desk, reel: Reel) -> None:
    """The case, its film and its clips: each a second and a half long, from frame to frame."""
    lay(desk, reel)
    film = OpenedFilm(desk.film_folder(FILM), [desk.identity(CODE)])
    desk.append(CODE, HelpingQuestion(question=QUESTION))
    for number, (id_, title) in enumerate(zip(CLIPS, TITLES, strict=True)):
        start, end = (nearest_edge(film, number * 2 * SECOND + more) for more in (0, 1_440_000_000))
        span: dict[str, Any] = {"start_ns": start, "end_ns": end}
        desk.append(CODE, ClipAdded(id=id_, film=FILM, title=title, note=NOTE, questions=ASKED, **span))


def desk_of(app: Flask) -> Desk:
    """The desk that the app has opened."""
    found = context_of(app).session.desk
    assert found is not None
    return found


def make_desk_folder(folder: Path, reel: Reel) -> None:
    """The same on the disk, locked."""
    desk = Desk.create(folder / "desk", "anna", PASSPHRASE, work_factor=4)
    lay_case(desk, reel)
    desk.lock()


def begun(app: Flask, browser: FlaskClient, clips: tuple[str, ...] = CLIPS) -> str:
    """Begin a review by its page; where it is."""
    at = f"/case/{context_of(app).aliases.of(CODE)}/review"
    data = {"token": token(browser), "film": FILM, "clip": list(clips)}
    answer = browser.post(at, base_url=BASE, data=data, headers={"Accept": "text/html"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def state(browser: FlaskClient, at: str, what: str = "state") -> Any:
    """What a window would show."""
    answer = get(browser, f"{at}/{what}")
    assert answer.status_code == 200, answer.text
    return answer.json


def send(browser: FlaskClient, at: str, what: str, body: Any, status: int = 200) -> Any:
    """What a window's script asks for."""
    headers = {"X-Attune-Token": token(browser), "Accept": "application/json"}
    answer = browser.post(f"{at}/{what}", base_url=BASE, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json if answer.is_json else answer.text
