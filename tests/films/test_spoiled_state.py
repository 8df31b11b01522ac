"""Whatever the card gives back instead of a small state file, the recorder starts; what is spoiled is set aside."""

import logging
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.daemon import FOLDERS
from appliance.films.about import AboutFilms
from appliance.films.copies import Copies
from appliance.films.newest_time import newest_time
from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from appliance.films.wipe import DAMAGED, DOOMED, INTENT, Wiper
from appliance.recorder.next_visit import Cases
from control.messages import Loss
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER, WHEN, Studio


class Box:
    """The folders of a recorder, with one of everything in them."""

    def __init__(self, folder: Path, studio: Studio) -> None:
        self.folder, self.studio = folder, studio
        self.films, self.wiped, self.receipts = folder / "films", folder / "wiped", folder / "receipts"
        studio.film(self.films, FILM)
        studio.film(self.films, OTHER)
        self.wiper().discard(OTHER)
        kept, shelf = self.kept()
        Copies(folder / "copies").begin(self.films / FILM, "file:///media/films")
        kept.accept(self.films / FILM, receipt_for(self.films / FILM), WHEN)
        (self.wiped / f"{OTHER}{INTENT}").write_bytes((self.wiped / f"{OTHER}.json").read_bytes())
        for film in shelf.films():
            kept.head(film.id)
        shelf.keep()
        kept.keep()
        about = AboutFilms(folder / "about", "one")
        about.begin(FILM, "K-1", "before")
        about.end(FILM, None, (Loss("sound", 1.0, 2.0),))
        (folder / "cards").mkdir()
        (folder / "cards" / "K-1.json").write_text("{}", encoding="utf-8")
        (folder / "cards" / "K-1.json.sig").write_text("", encoding="utf-8")
        (folder / "desks").write_text("", encoding="utf-8")

    def kept(self) -> tuple[Receipts, Shelf]:
        cache = self.folder / "cache"
        receipts = Receipts(self.receipts, self.studio.key, cache / "receipts")
        return receipts, Shelf(self.films, self.studio.key, [self.wiped], cache / "films")

    def wiper(self) -> Wiper:
        return Wiper(self.films, self.wiped, self.studio.key, lambda: WHEN)

    def start(self) -> None:
        """What a recorder reads before it is ready, and when a page is opened."""
        receipts, shelf = self.kept()
        self.wiper().resume()
        shelf.recover()
        about = AboutFilms(self.folder / "about", "two")
        about.recovered(FILM)
        about.prune(shelf.ids())
        for film in shelf.films():
            receipts.head(film.id)
            about.of(film.id)
            about.marks(film.id)
            about.begin(film.id, None, "none")
        Cases(self.folder / "cards", self.folder / "desks", lambda: datetime(2026, 11, 22, tzinfo=UTC)).read()
        newest_time(self.receipts, self.wiped, self.films)
        shelf.new_id(None)
        shelf.keep()
        receipts.keep()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Box:
    """It is copied for each trial."""
    return Box(tmp_path_factory.mktemp("whole"), Studio())


def state_files(box: Box) -> list[str]:
    small = [path for path in box.folder.rglob("*") if path.is_file() and not path.name.endswith(".age")]
    return sorted(str(path.relative_to(box.folder)) for path in small)


def trial(whole: Box, spoil: Callable[[Path], None]) -> None:
    """Spoil a copy, and start twice: the second start finds what the first made of it."""
    copy = whole.folder.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(whole.folder, copy)
    spoil(copy)
    box = Box.__new__(Box)
    box.folder, box.studio = copy, whole.studio
    box.films, box.wiped, box.receipts = copy / "films", copy / "wiped", copy / "receipts"
    box.start()
    box.start()


def test_the_trial_spoils_every_kind_of_file(whole: Box) -> None:
    kinds = {Path(name).suffix or Path(name).name for name in state_files(whole)}
    assert kinds >= {".json", ".sig", ".wiping", "journal", "desks"}
    assert {Path(name).parts[0] for name in state_files(whole)} >= {*FOLDERS, "cache"} - {"courier"}
    trial(whole, lambda copy: None)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_bytes_in_any_state_file_stop_no_start(whole: Box, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(state_files(whole)), min_size=1, max_size=3))
    spoiled = {
        name: data.draw(
            st.one_of(
                st.just(b""),
                st.binary(max_size=60),
                st.integers(1, 400).map((whole.folder / name).read_bytes().__getitem__).map(lambda byte: bytes([byte]))
                if (whole.folder / name).stat().st_size > 400
                else st.just(b"{"),
                st.just((whole.folder / name).read_bytes()[: (whole.folder / name).stat().st_size // 2]),
                st.just(b"null"),
            )
        )
        for name in sorted(names)
    }

    def spoil(copy: Path) -> None:
        for name, content in spoiled.items():
            (copy / name).write_bytes(content)

    trial(whole, spoil)


def test_a_folder_in_place_of_any_state_file_stops_no_start(whole: Box) -> None:
    for name in state_files(whole):

        def spoil(copy: Path, name: str = name) -> None:
            (copy / name).unlink()
            (copy / name).mkdir()

        trial(whole, spoil)


@pytest.mark.parametrize("spoiled", [b"", b'{"wiped":1,"fi', b"\xff\xfe", b"null", b"{}"])
def test_a_damaged_note_of_a_wipe_is_set_aside_and_reported(
    tmp_path: Path, spoiled: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    studio, films, wiped = Studio(), tmp_path / "films", tmp_path / "wiped"
    studio.film(films, FILM)
    wiper = Wiper(films, wiped, studio.key, lambda: WHEN)
    (films / FILM).rename(films / f"{DOOMED}{FILM}")  # the power failed after the point of no return
    (wiped / f"{FILM}{INTENT}").write_bytes(spoiled)
    (wiped / f"{OTHER}{INTENT}").write_bytes(spoiled)  # and of this film nothing is left
    with caplog.at_level(logging.WARNING):
        (record,) = wiper.resume()
    assert (record.film, record.why) == (FILM, "found half wiped")
    assert not list(films.iterdir())
    for film in (FILM, OTHER):
        assert (wiped / f"{film}{DAMAGED}").read_bytes() == spoiled
        assert f"{film}: the note of its wipe is damaged" in caplog.text
    assert wiper.resume() == []


def test_a_note_about_another_film_wipes_nothing(tmp_path: Path) -> None:
    studio, films, wiped = Studio(), tmp_path / "films", tmp_path / "wiped"
    kept = studio.film(films, FILM)
    studio.film(films, OTHER)
    wiper = Wiper(films, wiped, studio.key, lambda: WHEN)
    record = wiper.discard(OTHER)
    (wiped / f"undated-abcd{INTENT}").write_bytes(record.encode())
    assert wiper.resume() == []
    assert kept.is_dir()
