"""A copy that was broken off, as the pages show it: written anew, removed from the stick, or noted as lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.handover.give import put
from desk.handover.rules import CopyRequest
from desk.unlocked import Desk
from sealed.disk import Bytes, Disk
from tests.desk.handover.conftest import CLIPS, consent, finished
from tests.support.desk_pages import BASE, get, token
from tests.support.forms import words
from tests.support.player_page import CODE
from tests.support.reviewing import desk_of

pytestmark = pytest.mark.slow

TODAY = date.today()


class PowerCut(BaseException):
    pass


class Dying(Disk):
    def write(self, file: int, data: Bytes) -> None:
        super().write(file, data[: len(data) // 2])
        raise PowerCut

    def remove(self, folder: int, name: str) -> None:
        raise PowerCut


def broken_off(desk: Desk, stick: Path) -> str:
    """A copy of the second clip, of which a power cut left half a file. The id."""
    asked = CopyRequest(asked_by="partner", consented=("parent",), clips=(CLIPS[1],), stills=(), confirmed=True)

    with pytest.raises(PowerCut):
        put(desk, CODE, asked, {"clip-1.mp4": b"film", "letter.pdf": b"x"}, stick, TODAY, disk=Dying())
    (begun,) = desk.case(CODE).begun_handovers
    assert (stick / begun.onto / "clip-1.mp4").read_bytes() == b"fi"
    return begun.id


def see_to(browser: FlaskClient, at: str, stick: Path, id_: str, do: str) -> Any:
    data = {"token": token(browser), "id": id_, "folder": str(stick), "do": do}
    return browser.post(f"{at}/broken-off", base_url=BASE, data=data, headers={"Accept": "text/html"})


def test_a_copy_that_was_broken_off_is_shown_and_written_anew(
    app: Flask, browser: FlaskClient, at: str, stick: Path
) -> None:
    consent(desk_of(app), TODAY)
    for place in (at, at.removesuffix("/copy"), "/"):
        assert "broken off" not in words(get(browser, place))
    begun = broken_off(desk_of(app), stick)
    for place in (at, at.removesuffix("/copy"), "/"):
        assert "broken off" in words(get(browser, place))
    assert "That stick is plugged in" in words(get(browser, at))
    (half,) = stick.iterdir()
    assert see_to(browser, at, stick, begun, "again").status_code == 303
    finished(browser, at)
    assert "The copy is on the stick" in words(get(browser, at))
    assert "broken off" not in words(get(browser, at))
    (given,) = desk_of(app).case(CODE).handovers
    assert (given.asked_by, given.clips) == ("partner", (CLIPS[1],))
    assert [folder.name for folder in stick.iterdir()] == [given.onto]
    assert not half.exists()
    assert {path.name for path in (stick / given.onto).iterdir()} == {"clip-1.mp4", "letter.pdf"}


def test_a_copy_that_was_broken_off_is_removed_or_noted_as_lost(
    app: Flask, browser: FlaskClient, at: str, stick: Path, tmp_path: Path
) -> None:
    consent(desk_of(app), TODAY)
    begun = broken_off(desk_of(app), stick)
    (other := tmp_path / "other").mkdir()
    refused = see_to(browser, at, other, begun, "clear")
    assert (refused.status_code, "another stick" in words(refused)) == (422, True)
    assert see_to(browser, at, stick, begun, "clear").status_code == 303
    assert list(stick.iterdir()) == []
    assert "no copy" in words(see_to(browser, at, stick, begun, "lost"))
    assert "broken off" not in words(get(browser, at))
