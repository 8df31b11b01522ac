"""What the player serves: never to be kept, only of films that a case has, and only events about this film."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.errors import DeskLocked
from desk.player.films import PEAKS, PlayedFilms
from sealed.errors import UnknownRecorder
from tests.support.clock_films import RATE, Reel
from tests.support.desks import make_desk
from tests.support.player_page import CODE, SECOND_FILM, Player, lay
from tests.support.small_films import FILM

pytestmark = pytest.mark.process

UNKNOWN = "20261122-1405-none"
CLIP = {"kind": "clip-added", "id": "00000000000000aa", "film": FILM, "start_ns": 0, "end_ns": 10**9}


@pytest.mark.parametrize("what", ["", "/about", "/init", "/segment/0", "/clips", "/peaks"])
def test_nothing_may_be_kept(served_player: Player, what: str) -> None:
    answer = httpx.get(f"{served_player.page()}{what}")
    assert answer.status_code in (200, 202)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (UNKNOWN, 404),
        ("..%2F..", 404),
        (f"{FILM}/segment/30", 404),
        (f"{FILM}/beside/{UNKNOWN}", 404),
    ],
)
def test_what_is_not_there_is_not_found(served_player: Player, path: str, status: int) -> None:
    assert httpx.get(f"{served_player.address}/film/{path}").status_code == status


def test_the_waveform_of_a_film_without_sound_is_made_once(tmp_path: Path, reel: Reel) -> None:
    desk = make_desk(tmp_path)
    lay(desk, reel)
    desk.seal_for(CODE, PEAKS.format(film=FILM), b"")
    assert PlayedFilms().peaks(desk, FILM) == b""


def test_the_waveform_is_made_once_and_kept_sealed(served_player: Player) -> None:
    deadline = time.monotonic() + 60
    while (answer := httpx.get(f"{served_player.page()}/peaks")).status_code == 202:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    length = httpx.get(f"{served_player.page()}/about").json()["bounds"][-1] / 1e9
    assert abs(len(answer.content) - length * 50) < 5
    loud = answer.content[: int(length * 50) - 10]
    assert min(loud) > 10, "hiss everywhere"
    kept = list(served_player.desk.folder.derived.rglob("*.age"))
    assert kept
    assert loud not in b"".join(path.read_bytes() for path in kept)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (CLIP | {"film": SECOND_FILM}, 409),
        (CLIP | {"end_ns": 0}, 400),
        (CLIP | {"principles": ["kindness"]}, 400),
        (CLIP | {"else": 1}, 400),
        ({"kind": "case-opened", "code": "K-1"}, 400),
        ({"kind": "clip-removed", "id": "00000000000000ff"}, 409),
        ([], 400),
    ],
)
def test_only_events_about_this_film_are_saved(served_player: Player, event: Any, status: int) -> None:
    before = httpx.get(f"{served_player.page()}/clips").json()
    assert httpx.post(f"{served_player.page()}/events", json=event).status_code == status
    assert httpx.get(f"{served_player.page()}/clips").json() == before


def test_marks_come_with_the_label_that_is_shown(served_player: Player) -> None:
    about = httpx.get(f"{served_player.page()}/about").json()
    assert [mark["label"] for mark in about["marks"]] == [None, "Receiving initiatives"]
    assert len(about["bounds"]) == 31
    assert about["bounds"][-1] == pytest.approx(30 * 24 * 1e9 / RATE, abs=3e6)


def test_a_locked_desk_shows_nothing_more_of_a_film(tmp_path: Path, reel: Reel) -> None:
    desk, films = make_desk(tmp_path), PlayedFilms()
    lay(desk, reel)
    films.get(desk, FILM).film.segment(0)
    desk.lock()
    with pytest.raises(DeskLocked):
        films.get(desk, FILM)


def test_a_film_of_an_unknown_recorder_is_not_shown(tmp_path: Path, reel: Reel) -> None:
    """Whoever has the case's public key could seal a film to it, and lay it in the place of one that was imported."""
    desk = make_desk(tmp_path)
    lay(desk, reel)
    desk.folder.signers.write_text("")
    with pytest.raises(UnknownRecorder):
        PlayedFilms().get(desk, FILM)
