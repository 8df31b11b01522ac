"""What the box notes about films in plain goes with them."""

from pathlib import Path

import pytest

from appliance.films.about import AboutFilms
from sealed.film.records import Mark

FILM, OTHER = "20261122-1405-k7qm", "undated-k7qm3x7q"


@pytest.fixture
def about(tmp_path: Path) -> AboutFilms:
    about = AboutFilms(tmp_path / "about")
    about.begin(FILM, "K-17", "before")
    about.keep(FILM, [Mark("00" * 8, at=1_000_000_000, by="phone", note="She waits.")])
    return about


def test_it_has_no_word_of_what_was_noted(about: AboutFilms, tmp_path: Path) -> None:
    text = (tmp_path / "about" / f"{FILM}.json").read_text("utf-8")
    assert "K-17" in text
    assert "waits" not in text


@pytest.mark.parametrize("way", ["forget", "prune"])
def test_it_is_overwritten_before_it_is_removed(about: AboutFilms, tmp_path: Path, way: str) -> None:
    path = tmp_path / "about" / f"{FILM}.json"
    with path.open("rb") as file:  # sees what becomes of the file's bytes after its name is gone
        before = file.read()
        about.forget(FILM) if way == "forget" else about.prune([OTHER])
        file.seek(0)
        after = file.read()
    assert not path.exists()
    assert len(after) == len(before)
    assert b"K-17" not in after


def test_a_file_that_cannot_be_removed_is_logged_and_stops_nothing(
    about: AboutFilms, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "about" / f"{FILM}.json"
    path.unlink()
    path.mkdir()
    about.forget(FILM)
    assert "could not be removed" in caplog.text
