"""Receipts: what they cover, and which ones the box takes and believes."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from appliance.films.errors import NoReceipt, NotAFilm, ReceiptDoesNotCover
from appliance.films.receipts import Receipts, check_cover
from sealed.errors import ReceiptError
from sealed.papers.receipt import NAMESPACE, decode
from sealed.ssh import sshsig
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER, WHEN, Studio


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def film(tmp_path: Path, studio: Studio) -> Path:
    return studio.film(tmp_path / "films")


@pytest.fixture
def receipts(tmp_path: Path, studio: Studio) -> Receipts:
    return Receipts(tmp_path / "receipts", studio.key)


def test_a_true_receipt_is_taken_signed_and_kept(film: Path, receipts: Receipts) -> None:
    receipt = receipt_for(film)
    assert receipts.of(FILM) is None
    assert receipts.accept(film, receipt, WHEN) == receipt
    assert receipts.of(FILM) == receipt
    assert receipts.require(FILM) == receipt


@pytest.mark.process
def test_ssh_keygen_believes_the_signature(film: Path, receipts: Receipts, studio: Studio, tmp_path: Path) -> None:
    receipts.accept(film, receipt_for(film), WHEN)
    (tmp_path / "signers").write_text(f"box {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    paper = tmp_path / "receipts" / f"{FILM}.json"
    command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "box", "-n", NAMESPACE]
    said = subprocess.run([*command, "-s", f"{paper}.sig"], input=paper.read_bytes(), check=False, capture_output=True)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("change", ["bit", "longer", "new object", "new journal"])
def test_a_film_that_changed_is_not_covered(film: Path, receipts: Receipts, change: str) -> None:
    receipt = receipt_for(film)
    match change:
        case "bit":
            data = bytearray((film / "000001.m4s.age").read_bytes())
            data[500] ^= 1
            (film / "000001.m4s.age").write_bytes(data)
        case "longer":
            with (film / "000001.m4s.age").open("ab") as file:
                file.write(b"x")
        case "new object":
            (film / "000003.m4s.age").write_bytes(b"x")
        case "new journal":
            with (film / "journal").open("ab") as file:
                file.write(b"{}\n")
    with pytest.raises(ReceiptDoesNotCover):
        receipts.accept(film, receipt, WHEN)
    assert receipts.of(FILM) is None


def test_unfinished_writes_need_no_cover(film: Path) -> None:
    receipt = receipt_for(film)
    (film / "000003.m4s.age.tmp").write_bytes(b"torn")
    check_cover(receipt, film)


@pytest.mark.parametrize("stranger", ["notes.txt", "folder", "link"])
def test_what_no_film_holds_is_not_covered(film: Path, stranger: str) -> None:
    receipt = receipt_for(film)
    match stranger:
        case "notes.txt":
            (film / stranger).write_text("somebody's")
        case "folder":
            (film / stranger).mkdir()
        case "link":
            (film / stranger).symlink_to("/etc/hostname")
    with pytest.raises(NotAFilm, match=stranger):
        check_cover(receipt, film)


def test_a_receipt_of_another_film_does_not_cover(film: Path, studio: Studio) -> None:
    other = studio.film(film.parent, OTHER)
    with pytest.raises(ReceiptDoesNotCover):
        check_cover(receipt_for(other), film)


def test_a_receipt_that_was_changed_on_the_card_is_none(film: Path, receipts: Receipts, tmp_path: Path) -> None:
    receipts.accept(film, receipt_for(film), WHEN)
    paper = tmp_path / "receipts" / f"{FILM}.json"
    paper.write_bytes(paper.read_bytes().replace(b"file:///media", b"file:///other"))
    assert receipts.of(FILM) is None
    with pytest.raises(NoReceipt, match=FILM):
        receipts.require(FILM)


def test_a_receipt_signed_by_another_box_is_none(film: Path, tmp_path: Path, receipts: Receipts) -> None:
    Receipts(tmp_path / "receipts", Studio().key).accept(film, receipt_for(film), WHEN)
    assert receipts.of(FILM) is None


@pytest.mark.parametrize("name", ["../receipts/" + FILM, "..", ""])
def test_only_ids_are_looked_up(receipts: Receipts, name: str) -> None:
    assert receipts.of(name) is None


@pytest.mark.parametrize(
    "change",
    [{"receipt": 2}, {"film": 7}, {"extra": 1}, {"bytes": 1}, {"objects": [{"name": "x"}]}, {"head": "short"}],
)
def test_a_malformed_receipt_is_refused(film: Path, change: dict[str, object]) -> None:
    body = msgspec.json.decode(receipt_for(film).encode()) | change
    with pytest.raises(ReceiptError):
        decode(msgspec.json.encode(body))


def test_no_json_is_refused() -> None:
    for body in (b"", b"\xff", b"{", b"[]"):
        with pytest.raises(ReceiptError):
            decode(body)


def test_what_is_shown_is_verified_once_for_each_content(film: Path, receipts: Receipts) -> None:
    receipts.accept(film, receipt_for(film), WHEN)
    first = receipts.head(FILM)
    paper = receipts.require(FILM)
    assert first is not None
    assert (first.store, first.when, first.count, first.size) == (paper.store, WHEN, len(paper.objects), paper.size)
    assert receipts.head(FILM) is first, "the same object: nothing was read again"
    file = receipts._papers.folder / f"{FILM}.json"
    good = file.read_bytes()
    file.write_bytes(good.replace(b'"complete"', b'"Complete"'))
    assert receipts.head(FILM) is None, "a receipt that was changed since is not shown"
    with pytest.raises(NoReceipt):
        receipts.require(FILM)
    file.write_bytes(good)
    assert receipts.head(FILM) == first
    file.with_suffix(".json.sig").unlink()
    assert receipts.head(FILM) is None
