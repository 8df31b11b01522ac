"""A pack whose films bear ids that the colleague's desk uses already: it is refused, and nothing there changes."""

from pathlib import Path

import msgspec
import pytest

from desk.cases.events import FilmImported
from desk.packs.errors import FilmIdTaken
from desk.packs.open import manifest_of, open_pack
from desk.packs.signed import PackedFilm
from tests.support.packing import TwoDesks, reel
from tests.support.player_page import CODE, lay
from tests.support.sample_film import Studio

pytestmark = pytest.mark.slow


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("whose", ["of a case", "of no case", "entered alone", "unreadable", "of another pack"])
def test_a_pack_replaces_no_film_of_the_desk(desks: TwoDesks, whose: str) -> None:
    path, reader = desks.pack(), desks.reader
    film = manifest_of(path).films[0].film
    match whose:
        case "of a case":
            lay(reader, reel(), film=film)
        case "of no case":
            Studio(identity=reader.own).film(reader.folder.films, film)
        case "entered alone":
            reader.open_case(CODE)
            reader.append(CODE, entered(film))
        case "unreadable":
            reader.film_folder(film).mkdir()
        case "of another pack":
            other = desks.open(desks.pack(name="b.pack"))
            reader.film_folder(reader.case(other).films[0].film).rename(reader.film_folder(film))
    before = files(reader.folder.root)
    with pytest.raises(FilmIdTaken, match="another film with that id"):
        open_pack(reader, path)
    assert files(reader.folder.root) == before


def entered(film: str) -> FilmImported:
    facts = {"started": None, "recorder": "box-07", "finding": "complete", "source": "test"}
    return msgspec.convert({"kind": "film-imported", "film": film, "seconds": 6.0, "number": 1, **facts}, FilmImported)


def test_a_manifest_names_films_by_their_ids_and_each_once(desks: TwoDesks) -> None:
    with pytest.raises(ValueError, match="film"):
        PackedFilm(film="../../signers", journal="0" * 64)
    manifest = manifest_of(desks.pack())
    with pytest.raises(ValueError, match="twice"):
        msgspec.structs.replace(manifest, films=manifest.films * 2)
