"""Every way in which a film can end, each caused for real: card, FILM, journal, light and film page say the same."""

import json
import os
import resource
import signal
import time
import tomllib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.box_process import Box
from tests.support.browsing import PAIRED
from tests.support.phone import Phone
from tests.support.processes import descendants

pytestmark = [pytest.mark.process, pytest.mark.slow]
LIMIT = 12  # seconds of film: what else is to end it must come before, on a busy machine too
GREEN, AMBER = {"colour": "green", "pattern": "steady"}, {"colour": "amber", "pattern": "slow blink"}


class Visit:
    """A box, and a phone that was paired with it long ago."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.film = ""
        self.open()

    def open(self) -> None:
        self.phone = Phone(self.box.await_pages().page)
        named = tomllib.loads((self.box.data / "web.toml").read_text())["name"]
        self.phone.keep(named, PAIRED)

    def await_end(self) -> None:
        self.box.await_status(lambda status: status["film"] is None and status["state"] in ("ready", "fault"))

    def stop(self) -> None:
        self.box.post("/stop")

    def limit(self) -> None:
        self.await_end()

    def space(self) -> None:
        self.box.post("/simulate", {"device": "card", "trouble": "fill"})
        self.await_end()
        self.box.await_state("fault")

    def camera(self) -> None:
        self.box.post("/simulate", {"device": "camera", "trouble": "unplug"})
        self.await_end()

    def card(self) -> None:
        """Whatever is larger than a journal's line is refused from now on, as by a card that went bad."""
        recorder = self.box.program("recorder")
        before = resource.prlimit(recorder, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        self.await_end()
        resource.prlimit(recorder, resource.RLIMIT_FSIZE, before)

    def crash(self) -> None:
        os.kill(self.box.program("recorder"), signal.SIGKILL)
        self.box.await_state("ready")

    def power_cut(self) -> None:
        for pid in [*descendants(self.box.pid), self.box.pid]:
            os.kill(pid, signal.SIGKILL)
        self.box.process.wait()
        # A test cannot restart the machine: as it would be, the film was made in another run of the system.
        about = self.box.data / "about" / f"{self.film}.json"
        about.write_text(json.dumps(json.loads(about.read_text()) | {"boot": "another"}))
        self.box.start()
        with self.phone:  # the connections that ended with the box
            pass
        self.open()

    def discard(self) -> None:
        self.box.post(f"/films/{self.film}/discard")


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("endings")
    config = f"[camera]\nwidth = 320\nheight = 180\n[limit]\nfilm = {LIMIT}\n"
    with Box(folder / "box", config=config) as box:
        state = box.data / "web"
        state.mkdir(parents=True)
        facts = [{"id": "0badcafe", "hash": sha256(PAIRED.encode()).hexdigest(), "kind": "android", "paired": None}]
        (state / "phones.json").write_text(json.dumps(facts))
        made = Visit(box.start())
        yield made
        made.phone.__exit__()


ENDINGS = {
    # how: (FILM's end, the fault's code, words on card and page, the light until it is mended)
    "stop": ("stopped", None, "Film saved", GREEN),
    "limit": ("limit", None, "The film reached its time limit and was saved", GREEN),
    "space": ("space", None, "Storage was nearly full: the film was stopped and saved", AMBER),
    "camera": ("fault", "camera-missing", "The camera was disconnected: what was filmed before is saved", AMBER),
    "card": ("cut", "write-failed", "The memory card failed: what was filmed before is saved", None),
    "crash": ("cut", "recorder-failed", "The box restarted by itself: what was filmed before is saved", GREEN),
    "power_cut": ("cut", "power-failed", "The power failed: what was filmed before is saved", GREEN),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_card_film_journal_light_and_page_agree(visit: Visit, how: str) -> None:
    end, cause, said, light = ENDINGS[how]
    box = visit.box
    begin(visit)
    getattr(visit, how)()
    status = box.get("/status")
    film = next(each for each in box.get("/films")["films"] if each["id"] == visit.film)
    assert (film["end"], film["cause"] and film["cause"]["code"], film["marks"]) == (end, cause, 1)
    assert f"ended: {end}" + (f" ({cause})" if cause else "") in box.attune("films").stdout
    if light:
        assert status["light"] == light
    card = visit.phone.load("/").words
    assert f"{said} Film {visit.film.rpartition('-')[2]}: " in card
    assert ("Cannot film now" in card) == (status["state"] == "fault")
    page = visit.phone.load(f"/films/{visit.film}").words
    assert f"Ended{said}" in page
    mend(box)
    assert last_line(box.films / visit.film) == end
    visit.phone.load("/").push_at(f"/films/{visit.film}/seen")
    assert said not in visit.phone.load("/").words


def test_nothing_is_left_to_say_of_a_discarded_film(visit: Visit) -> None:
    begin(visit)
    visit.discard()
    assert visit.box.get("/status")["light"] == GREEN
    assert visit.film not in visit.box.attune("films").stdout
    assert visit.film.rpartition("-")[2] not in visit.phone.load("/").words
    assert "There is nothing at this address." in visit.phone.load(f"/films/{visit.film}", 404).words
    assert not (visit.box.films / visit.film).exists()
    assert not (visit.box.data / "about" / f"{visit.film}.json").exists()


def begin(visit: Visit) -> None:
    """A film with a second on the card, and one mark."""
    mend(visit.box)
    visit.film = visit.box.post("/start")["film"]["id"]
    visit.box.post("/mark", {})
    segment = visit.box.films / visit.film / "000001.m4s.age"
    until(segment.exists)


def mend(box: Box) -> None:
    for device in ("camera", "card"):
        box.post("/simulate", {"device": device, "trouble": "mend"})
    box.await_state("ready")


def last_line(folder: Path) -> Any:
    return json.loads((folder / "journal").read_bytes().splitlines()[-1])["end"]


def until(so: Callable[[], bool], within: float = 120) -> None:
    deadline = time.monotonic() + within
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
