"""The hand-over's pages request by request: what is refused, what is saved, and what the program does meanwhile."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

import av
import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.cases.review_events import ClipVetoed
from desk.handover.copies import OnStep
from desk.handover.errors import NotWatchedThrough
from desk.handover.give import give as give_copy
from desk.handover.giving import Giving
from desk.handover.rules import CopyRequest
from desk.handover.stick import Written
from desk.handover.watching import Watching
from desk.handover.words import LOCKED, STOPPED
from desk.opened import open_film
from desk.unlocked import Desk
from tests.desk.handover.conftest import CLIPS, SECOND, STILLS, consent, finished
from tests.support.desk_pages import BASE, context_of, get, token
from tests.support.forms import words
from tests.support.making_films import frames_of
from tests.support.player_page import CODE
from tests.support.reviewing import desk_of, send
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow

ID = "c" * 16
PLACE = {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}
TODAY = date.today()


def obscured(**more: Any) -> dict[str, Any]:
    facts = {"kind": "obscured", "id": ID, "film": FILM, "start_ns": 1, "end_ns": SECOND // 2, "method": "solid"}
    return facts | {"keyframes": [{"at_ns": 0, **PLACE}]} | more


def left_out(app: Flask, at: str) -> str:
    return f"{at}/obscure/{context_of(app).aliases.of(FILM)}"


def give(browser: FlaskClient, at: str, stick: Path | str, *items: str, **more: Any) -> Any:
    data = {"token": token(browser), "item": list(items), "asked_by": "partner", "consented": ["parent", "partner"]}
    data |= {"folder": str(stick), "confirmed": str(stick)} | more
    return browser.post(at, base_url=BASE, data=data, headers={"Accept": "text/html"})


def after(desk: Desk, ns: int) -> int:
    """When the first frame begins that is not seen before this time."""
    film = open_film(desk, CODE, FILM)
    return min(time for number in range(2) for time in film.frames(number) if time >= ns)


def test_covers_and_silences_are_saved_and_hold_whole_frames(app: Flask, browser: FlaskClient, at: str) -> None:
    where = left_out(app, at)
    assert "Leave somebody out" in words(get(browser, where))
    saved = send(browser, where, "events", obscured())["covers"]
    assert saved[0]["start_ns"] == 0
    assert saved[0]["end_ns"] == after(desk_of(app), SECOND // 2)
    send(browser, where, "events", {"kind": "silenced", "id": "d" * 16, "film": FILM, "start_ns": 0, "end_ns": SECOND})
    left = send(browser, where, "events", {"kind": "obscuring-removed", "id": ID})
    assert (len(left["covers"]), len(left["silences"]), len(left["clips"])) == (0, 1, 3)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (obscured(film="20261122-1405-b2ym"), 409),
        (obscured(start_ns=60 * SECOND, end_ns=61 * SECOND), 400),
        (obscured(keyframes=[]), 400),
        (obscured(method="blur"), 400),
        ({"kind": "clip-removed", "id": CLIPS[0]}, 400),
        ({"kind": "handed-over"}, 400),
    ],
)
def test_what_is_no_cover_of_this_film_is_not_saved(
    app: Flask, browser: FlaskClient, at: str, event: dict[str, Any], status: int
) -> None:
    send(browser, left_out(app, at), "events", event, status=status)
    assert desk_of(app).case(CODE).obscurings == ()


def test_a_copy_is_watched_before_it_is_given(app: Flask, browser: FlaskClient, at: str, stick: Path) -> None:
    consent(desk_of(app), TODAY)
    send(browser, left_out(app, at), "events", obscured())
    assert "watch it through first" in give(browser, at, stick, CLIPS[0]).text
    where = f"{at}/watch/{context_of(app).aliases.of(CLIPS[0])}"
    page = get(browser, where)
    assert "<video " in page.text and "src=" not in page.text.partition("<video")[2].partition(">")[0]
    copy = get(browser, f"{where}/copy")
    assert copy.headers["Cache-Control"] == "no-store"
    frames = frames_of(copy.data)
    assert len(frames) in {25, 26}
    inside = frames[3].to_ndarray(format="gray")[40:60, 80:120].astype(int)
    assert abs(inside - 128).max() < 40
    digest = {"digest": copy.headers["X-Attune-Digest"]}
    assert "Watch it through once more" in send(browser, where, "watched", digest, status=409), (
        "a second has not passed"
    )
    assert give(browser, at, stick, CLIPS[0]).status_code == 422
    still = f"{at}/watch/{context_of(app).aliases.of(STILLS[0])}/copy"
    assert get(browser, still).data.startswith(b"\xff\xd8")


def test_time_and_change_decide_whether_it_was_watched(app: Flask, browser: FlaskClient, at: str) -> None:
    now = [100.0]
    watching, desk = Watching(lambda: now[0]), desk_of(app)
    send(browser, left_out(app, at), "events", obscured())
    _copy, digest = watching.show(desk, CODE, CLIPS[0])
    now[0] += 0.5
    with pytest.raises(NotWatchedThrough):
        watching.confirm(desk, CODE, CLIPS[0], digest)
    now[0] += 0.5
    with pytest.raises(NotWatchedThrough):
        watching.confirm(desk, CODE, CLIPS[1], digest)
    watching.confirm(desk, CODE, CLIPS[0], digest)
    assert desk.case(CODE).watched == {CLIPS[0]: digest}
    send(browser, left_out(app, at), "events", obscured(method="mosaic"))
    with pytest.raises(NotWatchedThrough):
        watching.confirm(desk, CODE, CLIPS[0], digest)


def test_who_did_not_say_yes_gives_nothing(app: Flask, browser: FlaskClient, at: str, stick: Path) -> None:
    assert "no consent to copies" in give(browser, at, stick, CLIPS[0]).text
    assert "no consent to pictures" in give(browser, at, stick, STILLS[0]).text
    consent(desk_of(app), TODAY)
    assert "not said who consents" in give(browser, at, stick, CLIPS[0], consented=[]).text
    assert "Nothing is chosen" in give(browser, at, stick).text
    assert "Nothing is chosen" in give(browser, at, stick, "f" * 16).text
    desk_of(app).append(CODE, ClipVetoed(clip=CLIPS[0], voice="parent", day=TODAY))
    assert "does not want" in give(browser, at, stick, CLIPS[0]).text
    assert f'value="{CLIPS[0]}" disabled' in get(browser, at).text
    watched = f"{at}/watch/{context_of(app).aliases.of(CLIPS[0])}/copy"
    assert "does not want" in browser.get(watched, base_url=BASE, headers={"Accept": "application/json"}).text
    assert list(stick.iterdir()) == []


def test_a_copy_is_written_while_the_page_shows_how_far_it_is(
    app: Flask, browser: FlaskClient, at: str, stick: Path
) -> None:
    desk: Desk = desk_of(app)
    consent(desk, TODAY)
    title = {f"title-{CLIPS[1]}": "Ruhe"}
    assert give(browser, at, stick, CLIPS[1], CLIPS[2], STILLS[1], **title).status_code == 303
    assert "Leave the stick where it is" in get(browser, at).text
    finished(browser, at)
    assert "The copy is on the stick" in words(get(browser, at))
    (given,) = desk.case(CODE).handovers
    assert (given.asked_by, given.consented) == ("partner", ("parent", "partner"))
    assert (given.clips, given.stills) == (CLIPS[1:], (STILLS[1],))
    names = {path.name for path in (stick / given.onto).iterdir()}
    assert names == {file.name for file in given.files}
    assert names == {"clip-1.mp4", "clip-2.mp4", "all-clips.mp4", "picture-1.jpg", "pictures.pdf", "letter.pdf"}
    assert "Copies that were given" in words(get(browser, at))
    with av.open(str(stick / given.onto / "all-clips.mp4")) as film:
        assert film.duration == pytest.approx(8_000_000, abs=100_000)


def test_a_stick_that_is_none_is_said_on_the_page(app: Flask, browser: FlaskClient, at: str, tmp_path: Path) -> None:
    consent(desk_of(app), TODAY)
    refused = give(browser, at, tmp_path, CLIPS[0])
    assert refused.status_code == 422
    assert "this computer's own disk" in words(refused)
    assert "I looked" not in words(refused), "nobody can confirm that"
    assert desk_of(app).case(CODE).handovers == ()


def test_what_the_computer_does_not_know_as_a_stick_a_person_confirms(
    app: Flask, browser: FlaskClient, at: str, stick: Path
) -> None:
    consent(desk_of(app), TODAY)
    data = {"token": token(browser), "item": CLIPS[0], "asked_by": "parent", "consented": "parent"}
    asked = browser.post(at, base_url=BASE, data=data | {"folder": str(stick)}, headers={"Accept": "text/html"})
    assert asked.status_code == 422
    assert "may not be a stick" in words(asked)
    assert "tmpfs" in words(asked)
    assert "I looked: it is the stick for the family" in words(asked)
    assert f'value="{stick}"' in asked.text.partition('name="confirmed"')[2].partition(">")[0]
    other = give(browser, at, stick, CLIPS[0], confirmed=f"{stick}-2")
    assert (other.status_code, "may not be a stick" in words(other)) == (422, True), "that was said of another folder"
    assert list(stick.iterdir()) == []
    assert give(browser, at, stick, CLIPS[0]).status_code == 303
    finished(browser, at)
    assert "The copy is on the stick" in words(get(browser, at))


def error_of(giving: Giving, give: Callable[[OnStep], Written]) -> str:
    """What the page says when the hand-over is over."""
    assert giving.start(CODE, give)
    deadline = time.monotonic() + 60
    while giving.progress is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return giving.error


def test_what_nobody_foresaw_is_logged_and_said(
    app: Flask, browser: FlaskClient, stick: Path, caplog: pytest.LogCaptureFixture
) -> None:
    giving, desk = Giving(), desk_of(app)
    consent(desk, TODAY)
    asked = CopyRequest(asked_by="parent", consented=("parent",), clips=CLIPS[:1], stills=(), confirmed=True)
    day = cast("date", "no day")
    assert error_of(giving, lambda show: give_copy(desk, CODE, asked, stick, day, on_step=show)) is STOPPED
    assert "a hand-over stopped" in caplog.text
    assert "TypeError" in caplog.text
    desk.lock()
    assert error_of(giving, lambda show: give_copy(desk, CODE, asked, stick, TODAY, on_step=show)) is LOCKED


def test_no_address_and_no_title_says_anything_of_the_family(app: Flask, browser: FlaskClient, at: str) -> None:
    for path in (at, left_out(app, at), f"{at}/watch/{context_of(app).aliases.of(CLIPS[1])}"):
        page = get(browser, path)
        assert "<title>Attune</title>" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert not {CODE, FILM, *CLIPS} & set(path.split("/"))
