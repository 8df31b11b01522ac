"""Durable writes: what is flushed when, and that nothing is left open."""

import os
from pathlib import Path

import pytest

from sealed.disk import Bytes, Disk, PathDisk, native
from sealed.durable import Folder, make_folder
from tests.support.small_films import open_files


class Told(Disk):
    """A disk that writes down what it is asked to do, and may fail at one of these."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.done: list[str] = []
        self._fails_at = fails_at

    def _tell(self, what: str) -> None:
        self.done.append(what)
        if len(self.done) == self._fails_at:
            raise OSError(28, "No space left on device")

    def create(self, folder: int, name: str) -> int:
        self._tell(f"create {name}")
        return super().create(folder, name)

    def write(self, file: int, data: Bytes) -> None:
        self._tell(f"write {len(data)}")
        super().write(file, data)

    def sync(self, file: int) -> None:
        self._tell("sync")
        super().sync(file)

    def rename(self, folder: int, old: str, new: str) -> None:
        self._tell(f"rename {old} {new}")
        super().rename(folder, old, new)


def test_a_file_is_flushed_before_it_takes_its_name_and_the_folder_after(tmp_path: Path) -> None:
    disk = Told()
    with Folder(tmp_path, disk) as folder:
        folder.put("a", b"12345")
    assert disk.done == ["create a.tmp", "write 5", "sync", "rename a.tmp a", "sync"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"12345"}


def test_it_replaces_a_file_whole(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        folder.put("a", b"old")
        folder.put("a", memoryview(bytearray(b"new and longer")))
        folder.put("b", b"")
    assert (tmp_path / "a").read_bytes() == b"new and longer"
    assert (tmp_path / "b").read_bytes() == b""


@pytest.mark.parametrize("step", range(1, 6))
def test_a_failure_leaves_the_old_file_or_the_new(tmp_path: Path, step: int) -> None:
    (tmp_path / "a").write_bytes(b"old")
    before = open_files()
    with Folder(tmp_path, Told(fails_at=step)) as folder, pytest.raises(OSError, match="No space"):
        folder.put("a", b"new")
    assert open_files() == before
    assert (tmp_path / "a").read_bytes() == (b"old" if step < 5 else b"new")


def test_it_appends(tmp_path: Path) -> None:
    disk = Told()
    with Folder(tmp_path, disk) as folder:
        folder.put("a", b"one\n")
        appender = folder.appender("a")
        appender.append(b"two\n")
        appender.close()
        appender.close()
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"
    assert disk.done[-2:] == ["write 4", "sync"]


def test_it_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"kept")
    (tmp_path / "a.tmp").symlink_to("elsewhere")
    with Folder(tmp_path) as folder, pytest.raises(OSError, match="symbolic"):
        folder.put("a", b"new")
    assert (tmp_path / "elsewhere").read_bytes() == b"kept"


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.close()
    other = os.open(tmp_path, os.O_RDONLY)
    folder.close()
    os.fstat(other)
    os.close(other)


@pytest.mark.parametrize("disk", [Disk, PathDisk])
def test_every_call_works_by_handles_and_by_paths(tmp_path: Path, disk: type[Disk]) -> None:
    system = disk()
    make_folder(tmp_path / "new", system)
    make_folder(tmp_path / "new", system)
    before = open_files()
    with Folder(tmp_path / "new", system) as folder:
        folder.put("a", b"old")
        folder.put("a", b"12345")
        appender = folder.appender("a")
        appender.append(b"678")
        appender.close()
        folder.rename("a", "b")
        folder.put("gone", b"x")
        folder.remove("gone")
        folder.sync()
        assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"b": b"12345678"}
        folder.overwrite("b", 8)
        assert (tmp_path / "new" / "b").read_bytes() != b"12345678"
        assert (tmp_path / "new" / "b").stat().st_size == 8
        folder.remove("b")
    assert open_files() == before
    system.remove_folder(tmp_path / "new")
    with pytest.raises(OSError, match="directory"):
        Folder(tmp_path / "new", system)


def test_a_system_without_folder_handles_has_a_disk_that_works_by_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(native()) is Disk
    monkeypatch.setattr("sys.platform", "win32")
    assert type(native()) is PathDisk
