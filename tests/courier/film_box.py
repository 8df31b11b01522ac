"""The films of a box, its courier's socket and a store: what is in the store, and what the box says of it."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from appliance.api.film_service import FilmService
from appliance.api.listener import listening
from appliance.api.server import create_courier_app
from appliance.commands import words
from appliance.commands.removal import wiped
from appliance.courier.service import Courier
from appliance.films.about import AboutFilms
from appliance.films.copies import Copies
from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from appliance.films.wipe import Wiper
from control.client import Client
from sealed.film.facts import Started
from sealed.film.writer import FilmWriter
from sealed.papers.wipe_record import WipeRecord
from sealed.ssh import sshsig
from tests.courier.limited import LimitedStore, Limits
from tests.courier.page_words import PageWords
from tests.support.sample_film import FILM, WHEN, Studio
from tests.support.store_places import Place


@dataclass
class Recording:
    """The recording that is going on, as the films see it."""

    writer: FilmWriter | None = None
    making: str | None = None

    def finish(self) -> None:
        if self.writer is not None:
            self.writer.close("stopped", 72)
            self.writer = self.making = None

    def changed(self) -> None:
        """Nobody follows."""

    def confirm(self) -> None:
        """Somebody presses the button."""

    def now(self) -> Started:
        return WHEN


class Running:
    """The service of a box as it is now: a restart makes another."""

    def __init__(self, box: "Box") -> None:
        self._box = box

    def __getattr__(self, name: str) -> object:
        return getattr(self._box.service, name)


@dataclass
class Box:
    """The films of a box with its courier's socket, and a store."""

    home: Path
    place: Place
    studio: Studio = field(default_factory=Studio)
    recording: Recording = field(default_factory=Recording)

    def __post_init__(self) -> None:
        self.store = LimitedStore(self.place.store(), Limits())
        self.films = self.home / "films"
        self.shelf = Shelf(self.films, self.studio.key)
        self.start()

    def start(self) -> None:
        """The recorder, as after a restart."""
        copies = Copies(self.home / "copies")
        wiper = Wiper(self.films, self.home / "wiped", self.studio.key, lambda: WHEN, copies)
        wiper.resume()
        receipts = Receipts(self.home / "receipts", self.studio.key)
        stores = (self.store.name,)
        about = AboutFilms(self.home / "about")
        self.service = FilmService(self.recording, self.shelf, receipts, wiper, about, self.home / "desks", stores)

    def round(self, early: bool = False) -> None:
        """One round of a courier that was just started."""
        with Client(self.home / "courier" / "courier.sock") as client:
            asyncio.run(Courier(client, self.films, self.store, early).round())

    @contextmanager
    def serving(self) -> Iterator["Box"]:
        """With the courier's socket."""
        app = create_courier_app(Running(self), Running(self))  # type: ignore[arg-type]
        with listening(self.home / "courier" / "courier.sock", app, 2, 10):
            yield self

    def record(self) -> WipeRecord | None:
        path = self.home / "wiped" / f"{FILM}.json"
        if not path.exists():
            return None
        key = self.home / "signers"
        key.write_text(f"box {sshsig.key_line(sshsig.public_bytes(self.studio.key))}\n")
        command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", key, "-I", "box", "-n", "attune-wipe"]
        subprocess.run([*command, "-s", f"{path}.sig"], input=path.read_bytes(), check=True, capture_output=True)
        return msgspec.json.decode(path.read_bytes(), type=WipeRecord)

    def bring_to(self, state: str) -> None:
        """A film whose sync is in this state."""
        if state.startswith("early"):
            writer = self.studio.begin(self.films)
            self.studio.roll(writer, 3, 20_000)
            self.recording.writer, self.recording.making = writer, FILM
            self.round(early=True)
            if state == "early":
                return
            self.recording.finish()
        else:
            self.studio.film(self.films)
        if state == "never asked":
            return
        self.service.ask_sync(FILM)
        limits = {"early, then copying": Limits(puts=1), "copying": Limits(puts=3), "verifying": Limits(reads=2)}
        self.store.limits = limits.get(state, Limits(puts=0) if state == "failed" else Limits())
        if state != "waiting":
            self.round()
        self.store.limits = Limits()
        if state != "done":
            self.service.sync_failed(FILM, "as if it were given up") if state == "failed" else None

    def agree(self) -> None:
        """Whatever the store holds, the box names; whatever is said to be gone, is gone."""
        there, name = self.place.there(FILM), self.store.name
        record, leftovers = self.record(), self.service.leftovers()
        page = PageWords(self.service, FILM)
        if (self.films / FILM).exists():
            received = self.service.film(FILM).receipt is not None
            assert ("Safely uploaded and checked" in page.home) == received
            assert ("Safely uploaded and checked" in page.page) == received
            assert not there or "nly on th" not in page.home + page.page, "part of it is in the store"
            assert not there or name in page.discard, "a discard says from where it is deleted"
            film = self.service.film(FILM)
            assert record is None
            assert not there or name in film.copies
            assert not film.receipt or set(there) == {path.name for path in (self.films / FILM).iterdir()}
            assert not there or film.sync or film.receipt or name in words.film(film)
            return
        assert record is not None
        assert "no longer on the box" in page.page
        asks = there and record.receipt is None
        assert (FILM in page.home) == bool(leftovers)
        assert not asks or f"{FILM} from {name}" in page.home
        named = [left for left in leftovers if left.store == name]
        states = {copy.store: copy.state for copy in record.copies}
        if record.receipt is not None:
            assert set(there) == {gone.name for gone in record.objects}
            assert record.receipt.store == name
            assert not named
        elif there:
            assert named
            assert states[name] in ("to be removed", "left")
            assert name in words.leftover(named[0])
        else:
            assert not named or states[name] == "to be removed", "not yet known to be gone"
        assert "nobody has it now" not in wiped(record) or (not there and not record.copies)
