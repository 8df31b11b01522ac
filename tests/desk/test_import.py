"""Films come to the desk: judged, sealed as they came, entered in the right case, and receipted."""

import shutil
import tarfile
import threading
from datetime import date
from pathlib import Path

import msgspec
import pytest

from appliance.films.bundle import FilmBundle
from desk.cases.ending_events import FilmErased
from desk.cases.events import HelpingQuestion
from desk.errors import BundleUnreadable, DeskLocked, FilmDiffers, FilmErasedHere, NoFilmHere, NotLoose
from desk.imports.incoming import Incoming
from desk.imports.reseal import give_film, loose_films
from desk.imports.sources import FolderSource, local_source
from desk.imports.take import ImportedFilm, known_recorders, take_film
from desk.keyring.device_secrets import FileSecrets
from desk.unlocked import Desk
from sealed.errors import Damaged, Finding, NoKey, Swapped, UnknownRecorder
from sealed.film.after import add_after
from sealed.film.decrypt import open_film, open_marks
from sealed.film.reader import Progress, examine
from sealed.film.records import Note
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.desk_receipt import check as check_receipt
from sealed.ssh import sshsig
from tests.support.desks import at_desk, filmed, make_desk
from tests.support.sample_film import FILM, OTHER, Studio, contents
from tests.support.small_films import Unflushed

SAID_LATER = Note("0123456789abcdef", "She waits for him.")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    return desk


def take(desk: Desk, path: Path) -> ImportedFilm:
    source = local_source(path)
    return take_film(desk, source, source.films()[0])


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


def test_what_is_said_once_a_film_is_here_comes_too(desk: Desk, tmp_path: Path) -> None:
    studio = Studio(identity=desk.identity("A"))
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    film = studio.film(tmp_path / "shelf")
    take(desk, film)
    before = shutil.copytree(film, tmp_path / "before" / FILM)
    add_after(film, SAID_LATER, [studio.identity.recipient], studio.key)
    assert take(desk, film).new
    for copy in (film, before):
        assert not take(desk, copy).new
        assert contents(desk.film_folder(FILM)) == contents(film)
    assert len(desk.films("A")) == 1
    add_after(before, Note(SAID_LATER.id, "He laughs."), [studio.identity.recipient], studio.key)
    with pytest.raises(FilmDiffers):
        take(desk, before)


def test_a_film_that_was_given_to_a_case_does_not_wait_again_and_takes_what_is_said_later(
    desk: Desk, tmp_path: Path
) -> None:
    studio = Studio(identity=desk.own)
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    film = studio.film(tmp_path / "shelf")
    take(desk, film)
    new = give_film(desk, FILM, "A")
    add_after(film, SAID_LATER, [studio.identity.recipient], studio.key)
    for _ in range(2):
        taken = take(desk, film)
        assert (taken.film, taken.code, taken.new) == (new, "A", False)
    assert loose_films(desk) == []
    assert list(open_marks(desk.film_folder(new), [desk.identity("A")])).count(SAID_LATER) == 1
    assert examine(desk.film_folder(new), known_recorders(desk)).finding is Finding.COMPLETE


def test_a_film_that_was_erased_comes_back_under_no_name(desk: Desk, tmp_path: Path) -> None:
    film = filmed(desk, tmp_path / "shelf", code=None)
    take(desk, film)
    new = give_film(desk, FILM, "A")
    desk.append("A", FilmErased(film=new, day=date(2026, 12, 3), first=FILM))
    with pytest.raises(FilmErasedHere):
        take(desk, film)
    assert loose_films(desk) == []


def test_two_imports_at_once_follow_one_another(desk: Desk, tmp_path: Path) -> None:
    film = filmed(desk, tmp_path / "shelf")
    began, second = threading.Event(), list[ImportedFilm]()

    class Slow(FolderSource):
        def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
            super().fetch(film, into, progress)
            other.start()
            assert not began.wait(0.2), "another import empties the folder of this one"

    class Other(FolderSource):
        def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
            began.set()
            super().fetch(film, into, progress)

    other = threading.Thread(target=lambda: second.append(take_film(desk, Other(film), FILM)))
    assert take_film(desk, Slow(film), FILM).new
    other.join()
    assert [each.new for each in second] == [False]
    assert contents(desk.film_folder(FILM)) == contents(film)


def test_a_film_that_takes_long_keeps_the_desk_open_until_it_is_locked(desk: Desk, tmp_path: Path) -> None:
    film, said = filmed(desk, tmp_path / "shelf"), list[tuple[int, int]]()

    class Long(FolderSource):
        def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
            progress(1, 2)
            desk.lock()
            with pytest.raises(DeskLocked):
                progress(2, 2)
            raise DeskLocked

    with pytest.raises(DeskLocked):
        take_film(desk, Long(film), FILM, lambda done, total: said.append((done, total)))
    assert said == [(1, 2)]
    assert list(desk.folder.films.iterdir()) == []


class Cut(Unflushed):
    """A disk on which the program is killed at its n-th rename or overwriting from now on."""

    left = 10**6

    def rename(self, folder: int, old: str, new: str) -> None:
        self._count()
        super().rename(folder, old, new)

    def open_over(self, folder: int, name: str) -> int:
        self._count()
        return super().open_over(folder, name)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("after", range(6))
def test_a_cut_while_a_copy_replaces_another_leaves_one_of_them(tmp_path: Path, after: int) -> None:
    disk = Cut()
    desk = make_desk(tmp_path, disk)
    desk.open_case("A")
    studio = Studio(identity=desk.identity("A"))
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    writer = studio.begin(tmp_path / "shelf")
    studio.roll(writer, 3, 2000)
    take(desk, writer.path)
    before = contents(writer.path)
    writer.close("stopped", 72)
    disk.left = after
    with pytest.raises(KeyboardInterrupt):
        take(desk, writer.path)
    again = at_desk(tmp_path)
    assert contents(again.film_folder(FILM)) in (before, contents(writer.path))


class Watched(Unflushed):
    """A disk on which somebody else unlocks the desk while a copy replaces another."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.other = threading.Thread(target=lambda: at_desk(root))

    def rename(self, folder: int, old: str, new: str) -> None:
        super().rename(folder, old, new)
        if new.endswith(".new"):
            self.other.start()
            self.other.join(0.5)


def test_an_unlock_meanwhile_takes_no_copy_away(tmp_path: Path) -> None:
    disk = Watched(tmp_path)
    desk = make_desk(tmp_path, disk)
    desk.open_case("A")
    studio = Studio(identity=desk.identity("A"))
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    film = studio.film(tmp_path / "shelf")
    take(desk, film)
    add_after(film, SAID_LATER, [studio.identity.recipient], studio.key)
    take(desk, film)
    disk.other.join()
    assert contents(desk.film_folder(FILM)) == contents(film)


def test_a_desk_that_was_restored_without_its_cases_takes_their_films(desk: Desk, tmp_path: Path) -> None:
    desk.append("A", HelpingQuestion(question="How do I calm her?"))
    film = filmed(desk, tmp_path / "shelf")
    secrets = FileSecrets(tmp_path / "new" / "secrets")
    new = Desk.restore(tmp_path / "new" / "desk", desk.keys.now(), "a new one", secrets=secrets, work_factor=4)
    shutil.copyfile(desk.folder.signers, new.folder.signers)
    assert take(new, film).code == "A"
    assert [each.film for each in new.films("A")] == [FILM]


def test_films_of_a_case_that_cannot_be_read_wait_for_no_other(desk: Desk, tmp_path: Path) -> None:
    take(desk, filmed(desk, tmp_path / "shelf"))
    (desk.folder.cases / "A" / "journal").write_bytes(b"damaged")
    (desk.folder.films / "desktop.ini").write_text("of Windows")
    assert [*desk.broken()] == ["A"]
    assert loose_films(desk) == []


def parts(film: Path, identity: object) -> list[bytearray]:
    from sealed.errors import CutShort

    found = []
    try:
        for part in open_film(film, [identity]):  # type: ignore[list-item]
            found.append(part)
    except CutShort:
        pass
    return found
