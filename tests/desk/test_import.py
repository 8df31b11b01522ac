"""Films come to the desk: judged, sealed as they came, entered in the right case, and receipted."""

import shutil
import tarfile
from pathlib import Path

import msgspec
import pytest

from appliance.films.bundle import FilmBundle
from desk.errors import BundleUnreadable, FilmDiffers, NoFilmHere, NotLoose
from desk.imports.reseal import give_film, loose_films
from desk.imports.sources import local_source
from desk.imports.take import known_recorders, take_film
from desk.unlocked import Desk
from sealed.errors import Damaged, Finding, NoKey, Swapped, UnknownRecorder
from sealed.film.decrypt import open_film, open_marks
from sealed.film.reader import examine
from sealed.film.records import Mark, Note
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.desk_receipt import check as check_receipt
from sealed.ssh import sshsig
from tests.support.desks import at_desk, filmed, make_desk, take
from tests.support.sample_film import FILM, OTHER, Studio, contents
from tests.support.small_films import Box, shoot

SAID_LATER = Note("0123456789abcdef", "She waits for him.")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    return desk


def test_a_film_goes_to_its_case_sealed_as_it_came(desk: Desk, tmp_path: Path) -> None:
    film = filmed(desk, tmp_path / "shelf", later=SAID_LATER)
    taken = take(desk, film)
    assert (taken.film, taken.code, taken.new) == (FILM, "A", True)
    assert contents(desk.film_folder(FILM)) == contents(film)
    (entry,) = at_desk(tmp_path).films("A")
    assert (entry.film, entry.recorder, entry.finding, entry.seconds) == (FILM, "box-7", "complete", 3.0)
    assert not take(desk, film).new
    assert len(desk.films("A")) == 1


def test_a_box_bundle_and_a_folder_of_films(desk: Desk, tmp_path: Path) -> None:
    film = filmed(desk, tmp_path / "shelf")
    filmed(desk, tmp_path / "shelf", OTHER, closed=False)
    bundle = tmp_path / "bundle.tar"
    bundle.write_bytes(b"".join(FilmBundle(film).read()))
    assert take(desk, bundle).film == FILM
    source = local_source(tmp_path / "shelf")
    assert source.films() == [FILM, OTHER]
    assert take_film(desk, source, OTHER).report.finding is Finding.CUT_SHORT
    assert [entry.finding for entry in desk.films("A")] == ["complete", "cut short"]


def test_the_receipt_is_the_desks_and_counts_at_a_box(desk: Desk, tmp_path: Path) -> None:
    taken = take(desk, filmed(desk, tmp_path / "shelf"))
    desks = tmp_path / "desks"
    desks.write_text(f"desk-1 {sshsig.key_line(sshsig.public_bytes(desk.signer))}\n")
    receipt, name = check_receipt(msgspec.json.decode(taken.receipt.read_bytes(), type=DeskReceipt), desks)
    assert (receipt.film, name, receipt.word) == (FILM, "desk-1", "desk")
    assert {item.name for item in receipt.objects} == set(contents(desk.film_folder(FILM)))


def test_what_is_refused_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    film = filmed(desk, tmp_path / "shelf")
    unknown = Studio(identity=desk.identity("A")).film(tmp_path / "unknown")
    foreign = Studio()
    with desk.folder.signers.open("a") as recorders:
        recorders.write(f"box-8 {sshsig.key_line(sshsig.public_bytes(foreign.key))}\n")
    swapped = shutil.copytree(film, tmp_path / OTHER)
    damaged = shutil.copytree(film, tmp_path / "damaged")
    (damaged / "000001.m4s.age").write_bytes(b"x" * 20_000)
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"".join(FilmBundle(film).read(0, 3000)))
    for path, error in (
        (unknown, UnknownRecorder),
        (foreign.film(tmp_path / "foreign"), NoKey),
        (swapped, Swapped),
        (damaged, Damaged),
        (broken, BundleUnreadable),
        (desk.folder.cases, NoFilmHere),
        (tmp_path / "nowhere", NoFilmHere),
    ):
        with pytest.raises(error):
            take(desk, path)
    assert list(desk.folder.films.iterdir()) == []
    assert desk.films("A") == []


def test_another_copy_of_a_film_replaces_none(desk: Desk, tmp_path: Path) -> None:
    take(desk, filmed(desk, tmp_path / "one", closed=False))
    with pytest.raises(FilmDiffers):
        take(desk, filmed(desk, tmp_path / "two"))


def test_what_the_box_had_not_finished_is_replaced_by_the_whole_film(desk: Desk, tmp_path: Path) -> None:
    studio = Studio(identity=desk.identity("A"))
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    writer = studio.begin(tmp_path / "shelf")
    studio.roll(writer, 3, 2000)
    assert take(desk, writer.path).new
    writer.close("stopped", 72)
    assert take(desk, writer.path).new
    assert contents(desk.film_folder(FILM)) == contents(writer.path)
    assert [entry.finding for entry in desk.films("A")] == ["complete"]
    assert [path.name for path in desk.folder.films.iterdir()] == [FILM]


@pytest.mark.parametrize("name", ["000001.m4s.age", "journal", "film.json"])
def test_a_copy_that_was_spoiled_at_the_desk_is_replaced(desk: Desk, tmp_path: Path, name: str) -> None:
    film = filmed(desk, tmp_path / "shelf")
    take(desk, film)
    (desk.film_folder(FILM) / name).write_bytes(b"spoiled")
    assert take(desk, film).new
    assert contents(desk.film_folder(FILM)) == contents(film)
    assert len(desk.films("A")) == 1


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "x/../../escaped"])
def test_no_name_of_a_bundle_leads_out(desk: Desk, tmp_path: Path, name: str) -> None:
    film = filmed(desk, tmp_path / "shelf")
    bundle = tmp_path / "evil.tar"
    with tarfile.open(bundle, "w") as tar:
        tar.add(film, FILM)
        tar.add(film / "journal", f"{name}/journal")
        tar.add(film / "journal", name)
    take(desk, bundle)
    assert contents(desk.film_folder(FILM)) == contents(film)
    assert not list(tmp_path.parent.glob("**/escaped"))


@pytest.mark.parametrize("closed", [True, False])
def test_a_film_without_a_card_is_given_to_a_case(desk: Desk, tmp_path: Path, closed: bool) -> None:
    film = filmed(desk, tmp_path / "shelf", code=None, closed=closed, later=SAID_LATER)
    before = [bytes(part) for part in parts(film, desk.own)]
    assert take(desk, film).code is None
    assert loose_films(desk) == [FILM]
    new = give_film(desk, FILM, "A")
    assert loose_films(desk) == []
    assert not desk.film_folder(FILM).exists()
    assert [bytes(part) for part in parts(desk.film_folder(new), desk.identity("A"))] == before
    with pytest.raises(NoKey):
        list(open_film(desk.film_folder(new), [desk.own]))
    if closed:
        assert list(open_marks(desk.film_folder(new), [desk.identity("A")]))[-1] == SAID_LATER
    report = examine(desk.film_folder(new), known_recorders(desk))
    assert report.finding is (Finding.COMPLETE if closed else Finding.CUT_SHORT)
    (entry,) = desk.films("A")
    assert (entry.film, entry.recorder, entry.source) == (new, "box-7", f"film:{FILM}")
    assert desk.read_sealed("A", f"origin-{new}-journal.sig") == (film / "journal.sig").read_bytes()
    assert give_film(desk, FILM, "A") == new
    with pytest.raises(NotLoose):
        give_film(desk, new, "A")


def test_batches_of_marks_come_to_the_desk_and_are_made_anew_for_the_case(desk: Desk, tmp_path: Path) -> None:
    box = Box(identity=desk.own)
    with desk.folder.signers.open("a") as recorders:
        recorders.write(f"{box.name} {box.key_line}\n")
    writer = box.begin(tmp_path)
    shoot(writer)
    for number in range(writer.BATCH):
        writer.mark(Mark(f"{number:016x}", number, "phone"))
    writer.close("stopped", 96)
    before = list(open_marks(writer.path, [desk.own]))
    assert len(before) == writer.BATCH + 3
    take(desk, writer.path)
    assert contents(desk.film_folder(FILM)) == contents(writer.path)
    folder = desk.film_folder(give_film(desk, FILM, "A"))
    assert [path.name for path in folder.glob("*.batch.age")] == ["000000.batch.age"]
    assert list(open_marks(folder, [desk.identity("A")])) == before
    assert examine(folder, known_recorders(desk)).finding is Finding.COMPLETE


def parts(film: Path, identity: object) -> list[bytearray]:
    from sealed.errors import CutShort

    found = []
    try:
        for part in open_film(film, [identity]):  # type: ignore[list-item]
            found.append(part)
    except CutShort:
        pass
    return found
