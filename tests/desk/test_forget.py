"""A forgotten case: its key is destroyed, and no old copy of the keyring brings it back on this computer."""

import shutil
from pathlib import Path

import pytest

from desk.errors import (
    BackupUnusable,
    CaseExists,
    NoCaseKey,
    NoSuchCase,
    NotThisComputer,
    PassphraseEmpty,
    PassphraseWrong,
)
from desk.imports.sources import local_source
from desk.imports.take import take_film
from desk.keyring.backups import back_up, read_backup
from desk.keyring.device_secrets import FileSecrets
from desk.keyring.keyring_file import KEYRING, NEXT
from desk.keyring.strength import strength
from desk.unlocked import Desk
from desk.writing import now
from sealed.age import read_identities, unseal
from sealed.age.scrypt import ScryptIdentity
from tests.support.desks import PASSPHRASE, at_desk, filmed, make_desk
from tests.support.sample_film import FILM


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    desk.open_case("B")
    return desk


def test_it_takes_notes_films_and_waveforms_along_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    other = "20261122-1405-bbbb"
    for code, film in (("A", FILM), ("B", other)):
        filmed(desk, tmp_path / "shelf", film, code)
        take_film(desk, local_source(tmp_path / "shelf" / film), film)
        desk.seal_for(code, "peaks", b"a waveform")
    desk.forget("A")
    again = at_desk(tmp_path)
    assert again.codes() == ["B"]
    assert [path.name for path in again.folder.films.iterdir()] == [other]
    assert [path.name for path in again.folder.derived.iterdir()] == ["B"]
    with pytest.raises(NoSuchCase):
        again.identity("A")
    again.open_case("A")
    assert again.films("A") == []


def test_an_old_copy_of_the_keyring_does_not_open(desk: Desk, tmp_path: Path) -> None:
    old = (tmp_path / "desk" / KEYRING).read_bytes()
    desk.forget("A")
    new = (tmp_path / "desk" / KEYRING).read_bytes()
    (tmp_path / "desk" / KEYRING).write_bytes(old)
    with pytest.raises(NotThisComputer):
        at_desk(tmp_path)
    (tmp_path / "desk" / KEYRING).write_bytes(new)
    at_desk(tmp_path)


def test_a_secret_store_that_lost_the_new_secret_loses_no_desk(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "secrets", tmp_path / "rolled-back")
    desk.forget("A")
    again = at_desk(tmp_path, secrets=tmp_path / "rolled-back")
    assert again.codes() == ["B"]
    assert (tmp_path / "desk" / NEXT).exists()
    at_desk(tmp_path, secrets=tmp_path / "rolled-back")
    assert not (tmp_path / "desk" / NEXT).exists()


def test_another_program_that_is_unlocked_loses_the_key_too(desk: Desk, tmp_path: Path) -> None:
    other = at_desk(tmp_path)
    assert other.case("A").code == "A"
    desk.forget("A")
    with pytest.raises(NoSuchCase):
        other.identity("A")


def test_a_removal_that_was_broken_off_is_finished_at_the_next_unlock(desk: Desk, tmp_path: Path) -> None:
    desk.keys.change(lambda keyring: keyring.without_case("A", now()), renew=True)
    assert (tmp_path / "desk" / "cases" / "A").exists()
    with pytest.raises(CaseExists):
        desk.open_case("A")
    assert at_desk(tmp_path).open_case("A").code == "A"


def test_a_backup_is_listed_and_opens_with_its_own_passphrase_alone(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "stick" / "backup.age"
    copy.parent.mkdir()
    back_up(desk.keys, copy, "another passphrase", now(), work_factor=4)
    assert [each.path for each in at_desk(tmp_path).keys.now().backups] == [str(copy)]
    assert sorted(read_backup(copy, "another passphrase").cases) == ["A", "B"]
    with pytest.raises(PassphraseWrong):
        read_backup(copy, PASSPHRASE)
    with pytest.raises(PassphraseEmpty):
        back_up(desk.keys, copy, "", now())
    with pytest.raises(BackupUnusable):
        read_backup(tmp_path / "nothing", "")


def test_a_backup_is_an_identity_file_for_age(desk: Desk, tmp_path: Path) -> None:
    back_up(desk.keys, tmp_path / "backup.age", "another", now(), work_factor=4)
    text = unseal((tmp_path / "backup.age").read_bytes(), [ScryptIdentity("another")])
    secrets = {key.secret() for key in read_identities(bytes(text))}
    assert secrets == {desk.own.secret(), desk.identity("A").secret(), desk.identity("B").secret()}


def test_a_backup_is_restored_on_another_computer(desk: Desk, tmp_path: Path) -> None:
    back_up(desk.keys, tmp_path / "backup.age", "another", now(), work_factor=4)
    shutil.copytree(tmp_path / "desk", tmp_path / "new" / "desk")
    (tmp_path / "new" / "desk" / KEYRING).unlink()
    secrets = FileSecrets(tmp_path / "new" / "secrets")
    keyring = read_backup(tmp_path / "backup.age", "another")
    Desk.restore(tmp_path / "new" / "desk", keyring, "a new one", secrets=secrets, work_factor=4)
    again = at_desk(tmp_path / "new", passphrase="a new one")
    assert again.case("A").code == "A"
    assert again.name == "desk-1"


def test_a_case_that_is_newer_than_the_backup_is_named(desk: Desk, tmp_path: Path) -> None:
    back_up(desk.keys, tmp_path / "backup.age", "another", now(), work_factor=4)
    desk.open_case("C")
    desk.seal_for("C", "origin-film.json", b"who recorded it")
    (tmp_path / "desk" / KEYRING).unlink()
    keyring = read_backup(tmp_path / "backup.age", "another")
    secrets = FileSecrets(tmp_path / "secrets")
    again = Desk.restore(tmp_path / "desk", keyring, "a new one", secrets=secrets, work_factor=4)
    assert again.codes() == ["A", "B"]
    assert {code: type(error) for code, error in again.broken().items()} == {"C": NoCaseKey}
    again.forget("B")
    assert [*again.broken()] == ["C"]
    assert (again.folder.derived / "C" / "origin-film.json.age").is_file(), "a newer backup may have its key"


def test_a_passphrase_can_be_changed_and_the_old_one_opens_no_old_copy(desk: Desk, tmp_path: Path) -> None:
    old = (tmp_path / "desk" / KEYRING).read_bytes()
    desk.keys.change_passphrase("a new one")
    assert at_desk(tmp_path, passphrase="a new one").codes() == ["A", "B"]
    with pytest.raises(PassphraseWrong):
        at_desk(tmp_path)
    (tmp_path / "desk" / KEYRING).write_bytes(old)
    with pytest.raises(NotThisComputer):
        at_desk(tmp_path)


def test_strength_is_told_in_words() -> None:
    assert "less than a day" in strength("baby")
    assert "less than a day" in strength("aaaaaaaaaaaaaaaa")
    assert strength("correct horse battery staple") != strength("correct horse")
    assert "does not find it" in strength("seven plain words are more than anybody guesses")
