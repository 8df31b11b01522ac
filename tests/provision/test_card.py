"""Writing a bundle onto a card or a stick: only where it belongs, never over another."""

from pathlib import Path

import pytest

from provision.card import write_card
from provision.errors import FolderThere, NotACard
from provision.service import Service
from sealed.papers.box_bundle import FOLDER
from tests.support.services import new_box


@pytest.fixture
def made(service: Service, tmp_path: Path) -> Path:
    new_box(service, tmp_path / "made")
    return tmp_path / "made" / "attune-01"


@pytest.mark.parametrize(("name", "sign"), [("bootfs", "config.txt"), ("BOOTCONFIG", "autoboot.txt"), ("ATTUNE", None)])
def test_goes_onto_a_flashed_card_or_the_stick(made: Path, tmp_path: Path, name: str, sign: str | None) -> None:
    place = tmp_path / name
    place.mkdir()
    if sign:
        (place / sign).touch()
    target = write_card(made, place)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {
        path.name: path.read_bytes() for path in (made / FOLDER).iterdir()
    }
    with pytest.raises(FolderThere):
        write_card(made, place)


def test_goes_nowhere_else(made: Path, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotACard):
            write_card(made, place)
    (tmp_path / "config.txt").touch()
    with pytest.raises(NotACard, match="holds no attune-box"):
        write_card(tmp_path / "elsewhere", tmp_path)
    assert not (tmp_path / FOLDER).exists()
