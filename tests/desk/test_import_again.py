"""Films that come to the desk again, or while something else happens to it: nothing is lost, and nothing twice."""

import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

from desk.cases.ending_events import FilmErased
from desk.cases.events import HelpingQuestion
from desk.errors import DeskLocked, FilmDiffers, FilmErasedHere
from desk.imports.incoming import Incoming
from desk.imports.reseal import give_film, loose_films
from desk.imports.sources import FolderSource
from desk.imports.take import ImportedFilm, known_recorders, take_film
from desk.keyring.device_secrets import FileSecrets
from desk.unlocked import Desk
from sealed.errors import Finding
from sealed.film.after import add_after
from sealed.film.decrypt import open_marks
from sealed.film.reader import Progress, examine
from sealed.film.records import Note
from sealed.ssh import sshsig
from tests.support.desks import at_desk, filmed, make_desk, take
from tests.support.sample_film import FILM, Studio, contents
from tests.support.small_films import Unflushed

SAID_LATER = Note("0123456789abcdef", "She waits for him.")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    return desk


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
