"""Whatever is done to a film without a key: it is never called complete, and nothing unvouched for ever comes out."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from sealed.errors import CutShort, FilmError, Finding
from sealed.film.decrypt import open_film, open_marks
from sealed.film.reader import examine
from tests.support.small_films import INIT, LATER, MARK, OTHER, SEGMENTS, UNDO, Box, contents, lay_down
from tests.support.tampering import Films, Tampering, snapshot, tamperings

BOX = Box()
PARTS = [INIT, *SEGMENTS]
RECORDS = [MARK, LATER, UNDO]


def long(name: str) -> object:
    """A file of so many bytes that trying each takes a while."""
    return pytest.param(name, marks=pytest.mark.slow)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    shelf = tmp_path_factory.mktemp("shelf")
    return Films(
        closed=contents(BOX.film(shelf)),
        unclosed=contents(BOX.film(shelf / "unclosed", closed=False)),
        other=contents(BOX.film(shelf, OTHER, segments=[b"another", b"family's", b"film"])),
    )


@pytest.mark.slow
@pytest.mark.parametrize("state", ["closed", "unclosed"])
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=tamperings)
def test_no_tampering_goes_unseen(films: Films, state: str, deeds: list[Tampering]) -> None:
    with tempfile.TemporaryDirectory() as name:
        untouched: dict[str, bytes] = getattr(films, state)
        film = lay_down(Path(name) / "film", untouched)
        for deed in deeds:
            deed(film, films.other)
        touched = snapshot(film) != untouched
        report = examine(film, BOX.signers)
        event(report.finding.value)
        if state == "closed" and not touched:
            assert report.finding is Finding.COMPLETE
            return
        assert report.finding is not Finding.COMPLETE
        parts, error = exhaust(film)
        assert parts == PARTS[: len(parts)], "only what was recorded, in its order"
        assert error is not None
        assert isinstance(error, CutShort) == (report.finding is Finding.CUT_SHORT)
        if isinstance(error, CutShort):
            assert len(parts) == (report.segments + 1 if report.segments else 0)
        else:
            assert error.finding is report.finding
        check_marks(film)


def exhaust(film: Path) -> tuple[list[bytes], FilmError | None]:
    parts = []
    try:
        for part in open_film(film, [BOX.identity], BOX.signers):
            parts.append(bytes(part))
    except FilmError as error:
        return parts, error
    return parts, None


def check_marks(film: Path) -> None:
    """Marks come out in their order, or an error does."""
    records = []
    try:
        for record in open_marks(film, [BOX.identity], BOX.signers):
            records.append(record)
    except FilmError:
        pass
    else:
        assert records == RECORDS
    assert records == RECORDS[: len(records)]


@pytest.mark.parametrize("name", [long("journal"), "journal.sig", "film.json", "init.mp4.age", long("000003.m4s.age")])
def test_no_cut_of_any_file_at_any_length_goes_unseen(films: Films, tmp_path: Path, name: str) -> None:
    film = lay_down(tmp_path / "film", films.closed)
    whole = films.closed[name]
    for length in range(len(whole)):
        (film / name).write_bytes(whole[:length])
        assert examine(film, BOX.signers).finding is Finding.DAMAGED
    (film / name).write_bytes(whole)
    assert examine(film, BOX.signers).finding is Finding.COMPLETE


@pytest.mark.parametrize(
    "name", [long("journal"), "film.json", "init.mp4.age", "000001.mark.age", long("000002.m4s.age")]
)
def test_no_byte_of_any_file_can_be_changed_unseen(films: Films, tmp_path: Path, name: str) -> None:
    film = lay_down(tmp_path / "film", films.closed)
    data = bytearray(films.closed[name])
    for at in range(len(data)):
        data[at] ^= 1 << at % 8
        (film / name).write_bytes(data)
        data[at] ^= 1 << at % 8
        report = examine(film, BOX.signers)
        # without a key a changed MAC looks like another file's
        assert report.finding in {Finding.DAMAGED, Finding.SWAPPED}
