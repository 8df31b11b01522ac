"""Backups of the keyring are told apart by what stands in them, wherever they are plugged in."""

from contextlib import suppress
from pathlib import Path

import pytest

from desk.completion.settle import renew_backup
from desk.completion.steps import begin_case, go_on
from desk.errors import FileThere, NotSuchCopy
from desk.keyring.backups import back_up, read_backup
from desk.keyring.device_secrets import FileSecrets
from desk.keyring.overwriting import OverwrittenFile
from desk.unlocked import Desk
from stores.folder import FolderStore
from tests.support.desks import make_desk
from tests.support.ended_case import CODE, EndedCase
from tests.support.small_films import Unflushed

BACKUP = "another good passphrase"
WHEN = "2027-01-01T00:00:00Z"


@pytest.fixture
def ended(tmp_path: Path) -> EndedCase:
    root = tmp_path / "all"
    (root / "store").mkdir(parents=True)
    return EndedCase(root, FolderStore(root / "store"), (root / "store").as_uri(), films=())


def write(desk: Desk, path: Path, passphrase: str = BACKUP) -> None:
    path.parent.mkdir(exist_ok=True)
    back_up(desk.keys, path, passphrase, WHEN, 4)


def test_two_sticks_at_one_path_are_two_backups(ended: EndedCase) -> None:
    place, away = ended.home / "media", ended.home / "drawer"
    path, desk = place / "keys.age", ended.desk
    write(desk, path)
    place.rename(away)
    write(desk, path)
    assert list(desk.keys.now().named_backups()) == [str(path), f"{path} (2)"]
    plan = go_on(desk, begin_case(desk, CODE, CODE))
    plan = go_on(desk, renew_backup(desk, plan, str(path), BACKUP, 4))
    states = {copy.name: copy.state for copy in plan.of("backup")}
    assert states == {str(path): "waits", f"{path} (2)": "removed"}, "the second stick is plugged in"
    assert CODE in read_backup(away / "keys.age", BACKUP).cases
    with pytest.raises(NotSuchCopy):
        renew_backup(desk, plan, str(path), BACKUP, 4)
    place.rename(ended.home / "second")
    away.rename(place)
    plan = go_on(desk, renew_backup(desk, plan, str(path), BACKUP, 4))
    assert {copy.state for copy in plan.of("backup")} == {"removed"}
    for each in (path, ended.home / "second" / "keys.age"):
        assert CODE not in read_backup(each, BACKUP).cases


def test_a_backup_that_is_written_again_is_the_same_wherever_its_stick_is_found(ended: EndedCase) -> None:
    first, second = ended.home / "E" / "keys.age", ended.home / "F" / "keys.age"
    write(ended.desk, first)
    before = read_backup(first, BACKUP)
    first.parent.rename(second.parent)
    write(ended.desk, second)
    [backup] = ended.desk.keys.now().backups
    assert (backup.path, backup.id) == (str(second), before.copy)
    assert backup.sequence > before.sequence


@pytest.mark.parametrize("there", ["another passphrase", "another desk's", "no backup", "another desk's of our name"])
def test_what_may_be_of_another_stick_is_not_written_over(ended: EndedCase, tmp_path: Path, there: str) -> None:
    path = ended.home / "keys.age"
    if there.startswith("another desk's"):
        (tmp_path / "other").mkdir()
        other = make_desk(tmp_path / "other")
        name = "desk-2" if there == "another desk's" else ended.desk.name
        other.keys.change(lambda ring: type(ring).new(name))
        write(other, path)
    elif there == "another passphrase":
        write(ended.desk, path, "the first passphrase")
    else:
        path.write_text("a letter")
    before, listed = path.read_bytes(), ended.desk.keys.now().backups
    with pytest.raises(FileThere, match="left as it is"):
        write(ended.desk, path)
    assert path.read_bytes() == before
    assert ended.desk.keys.now().backups == listed


def test_a_desk_that_was_restored_knows_the_backup_that_it_came_from(ended: EndedCase, tmp_path: Path) -> None:
    path = ended.home / "keys.age"
    write(ended.desk, path)
    keyring = read_backup(path, BACKUP)
    secrets = FileSecrets(tmp_path / "secrets")
    desk = Desk.restore(tmp_path / "desk", keyring, "new", secrets=secrets, work_factor=4)
    assert desk.keys.now().copy is None
    write(desk, path)
    [backup] = desk.keys.now().backups
    assert backup.id == keyring.copy


def test_a_newer_backup_is_not_replaced_by_a_desk_that_was_restored_from_an_older_one(
    ended: EndedCase, tmp_path: Path
) -> None:
    """The newer one alone has the key of a case that was opened since."""
    path = ended.home / "keys.age"
    write(ended.desk, path)
    older = read_backup(path, BACKUP)
    ended.desk.open_case("K-18")
    write(ended.desk, path)
    before = path.read_bytes()
    secrets = FileSecrets(tmp_path / "secrets")
    restored = Desk.restore(tmp_path / "desk", older, "new", secrets=secrets, work_factor=4)
    with pytest.raises(FileThere, match="K-18"):
        write(restored, path)
    assert path.read_bytes() == before


def test_files_beside_a_backup_are_nobodys_but_their_owners(ended: EndedCase) -> None:
    path = ended.home / "keys.age"
    theirs = {f"keys.age{ending}": b"of the spring" for ending in (".old", ".tmp")}
    for name, data in theirs.items():
        path.with_name(name).write_bytes(data)
    for _ in range(2):
        write(ended.desk, path)
        assert read_backup(path, BACKUP).cases.keys() == ended.desk.keys.now().cases.keys()
        assert {name: path.with_name(name).read_bytes() for name in theirs} == theirs
    path.unlink()
    write(ended.desk, path)
    assert {name: path.with_name(name).read_bytes() for name in theirs} == theirs


class Cut(BaseException):
    """The power fails."""


class CutDisk(Unflushed):
    """At one of its renames or flushes, and from then on."""

    file_mode, folder_mode = 0o600, 0o700

    def __init__(self, left: int) -> None:
        self.left = left

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut

    def sync(self, file: int) -> None:
        self._count()

    def rename(self, folder: int, old: str, new: str) -> None:
        self._count()
        super().rename(folder, old, new)


@pytest.mark.parametrize("first", [True, False])
def test_a_cut_leaves_the_old_backup_or_the_new_and_the_next_one_goes_on(tmp_path: Path, first: bool) -> None:
    for calls in range(8):
        path = tmp_path / str(calls) / "keys.age"
        path.parent.mkdir()
        if not first:
            path.write_bytes(b"old")
        file = OverwrittenFile(path, CutDisk(calls), mark=".0123456789abcdef")
        with suppress(Cut):
            (file.create if first else file.write)(b"new")
        again = OverwrittenFile(path, mark=".0123456789abcdef")
        again.settle()
        found = {each.name: each.read_bytes() for each in path.parent.iterdir()}
        assert found in [{"keys.age": b"new"}, {} if first else {"keys.age": b"old"}]
    assert found == {"keys.age": b"new"}
