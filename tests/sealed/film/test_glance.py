"""A glance says of a closed film what reading it in full says, or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sealed.film.glance import closed_by, glance
from sealed.film.verified import read_verified
from sealed.ssh import sshsig
from tests.support.small_films import SEGMENTS, Box

BOX = Box()


@pytest.mark.parametrize("count", [1, 4, 40])
def test_it_says_what_reading_in_full_says(tmp_path: Path, count: int) -> None:
    folder = BOX.film(tmp_path, segments=(SEGMENTS * 10)[:count])
    seen, read = glance(folder), read_verified(folder, None).chain
    assert seen is not None
    assert (seen.end, seen.segments, seen.duration, seen.marks) == (read.end, read.segments, read.duration, read.marks)
    assert seen.size == sum(path.stat().st_size for path in folder.iterdir())
    assert closed_by(folder) == sshsig.public_bytes(BOX.signer)


def cut(folder: Path) -> None:
    journal = folder / "journal"
    journal.write_bytes(journal.read_bytes()[:-1])


def add_line(folder: Path) -> None:
    with (folder / "journal").open("ab") as journal:
        journal.write(b"x\n")


def lose_an_object(folder: Path) -> None:
    (folder / "000001.m4s.age").unlink()


def change_the_end(folder: Path) -> None:
    journal = folder / "journal"
    journal.write_bytes(journal.read_bytes().replace(b'"end":"stopped"', b'"end":"limit"'))


def lose_the_signature(folder: Path) -> None:
    (folder / "journal.sig").unlink()


def empty(folder: Path) -> None:
    (folder / "journal").write_bytes(b"")


def link(folder: Path) -> None:
    (folder / "journal").rename(folder.parent / "journal")
    (folder / "journal").symlink_to(folder.parent / "journal")


@pytest.mark.parametrize("harm", [cut, add_line, change_the_end, lose_the_signature, empty, link, lose_an_object])
def test_of_any_other_film_it_says_nothing(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    folder = BOX.film(tmp_path)
    harm(folder)
    assert glance(folder) is None
    assert (closed_by(folder) is None) == (harm is not lose_an_object)


def test_a_film_without_an_end(tmp_path: Path) -> None:
    folder = BOX.film(tmp_path, closed=False)
    assert (glance(folder), closed_by(folder)) == (None, None)


def test_the_names_by_mac_are_made_once(tmp_path: Path) -> None:
    verified = read_verified(BOX.film(tmp_path), None)
    assert verified.macs is verified.macs
