"""Films are read in full while nobody waits, and while no film is made."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.film_service import FilmService
from appliance.films.about import AboutFilms
from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from appliance.films.wipe import Wiper
from sealed.film.facts import Started
from tests.support.opened_files import opened_in
from tests.support.sample_film import FILM, WHEN, Studio


@dataclass
class Recording:
    making: str | None = None

    def now(self) -> Started:
        return WHEN

    def finish(self) -> None: ...

    def confirm(self) -> None: ...

    def changed(self) -> None: ...


def test_a_film_is_read_in_full_once_none_is_made_and_kept_across_restarts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.films.shelf.IN_FULL", 0)
    studio, recording = Studio(), Recording()
    folder, key = studio.film(tmp_path / "films"), studio.key

    def start() -> FilmService:
        shelf = Shelf(folder.parent, key, cache=tmp_path / "cache" / "films")
        wiper = Wiper(folder.parent, tmp_path / "wiped", key, recording.now)
        receipts, about = Receipts(tmp_path / "receipts", key), AboutFilms(tmp_path / "about")
        return FilmService(recording, shelf, receipts, wiper, about, tmp_path / "desks")

    films = start()
    films.films()
    (folder / "000000.m4s.age").write_bytes(b"short")
    recording.making = "20261122-1500-made"
    with opened_in(folder) as opened:
        films.read_on()
    assert opened == []
    recording.making = None
    films.read_on()
    assert films.film(FILM).state == "damaged"
    assert [film.state for film in start().films()] == ["damaged"], "found before the restart"
