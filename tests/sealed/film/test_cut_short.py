"""How a reader judges a film that has no end: what a power cut leaves, and what it never does."""

from pathlib import Path

import pytest

from sealed.errors import Finding
from sealed.film.reader import ERRORS, examine
from tests.sealed.forge import sign
from tests.sealed.spoiling import BOX, THIRD
from tests.support.small_films import lay_down


@pytest.mark.parametrize(
    "after",
    [b"", b"{", b'{"n":10,"name":"000004.m4s.age"', b"\0" * 512, b"a line that nobody signed\n"],
    ids=["nothing", "torn", "torn later", "zeros", "unsigned"],
)
def test_cut_short(tmp_path: Path, unclosed: dict[str, bytes], after: bytes) -> None:
    film = lay_down(tmp_path / "film", unclosed | {"journal": unclosed["journal"] + after})
    (film / "000004.m4s.age").write_bytes(b"half a segment")
    (film / "000003.mark.age").write_bytes(b"")
    report = examine(film, BOX.signers)
    assert (report.finding, report.segments, report.end, report.delivered) == (Finding.CUT_SHORT, 4, None, None)
    with pytest.raises(ERRORS[Finding.CUT_SHORT]):
        report.check()
    report.check_objects()


@pytest.mark.parametrize(
    "after", [b"two\nlines\n", b"one line\nand a piece", b"x" * 2000, b"x" * 2000 + b"\n", b"\n\n"]
)
def test_no_power_cut_leaves_this(tmp_path: Path, unclosed: dict[str, bytes], after: bytes) -> None:
    film = lay_down(tmp_path / "film", unclosed | {"journal": unclosed["journal"] + after})
    assert examine(film).finding is Finding.DAMAGED


def test_a_rollback_reads_as_cut_short(film: Path, unclosed: dict[str, bytes], tmp_path: Path) -> None:
    lines = (film / "journal").read_bytes().splitlines(keepends=True)
    sign(film, BOX.signer, lines[:5])
    assert examine(film).finding is Finding.CUT_SHORT
    assert examine(lay_down(tmp_path / "unclosed", unclosed)).finding is Finding.CUT_SHORT


def test_a_missing_object_counts_in_a_film_cut_short_too(tmp_path: Path, unclosed: dict[str, bytes]) -> None:
    film = lay_down(tmp_path / "film", unclosed)
    (film / THIRD).unlink()
    assert examine(film).finding is Finding.MISSING
