"""A file that appears whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from attune.exits import Exit, Failure
from desk.output import whole_file
from tests.support.small_films import contents, open_files

both_ways = pytest.mark.parametrize("nameless", [True, False])


class Broken(Exception):
    """What goes wrong in these tests."""


@both_ways
def test_it_appears_whole_and_for_its_owner_alone(tmp_path: Path, nameless: bool) -> None:
    handles = open_files()
    with whole_file(tmp_path / "out", force=False, nameless=nameless) as file:
        file.write(b"one ")
        assert not (tmp_path / "out").exists()
        assert bool(list(tmp_path.iterdir())) is not nameless
        file.write(b"two")
    assert contents(tmp_path) == {"out": b"one two"}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    assert open_files() == handles


@both_ways
def test_after_a_failure_nothing_is_there(tmp_path: Path, nameless: bool) -> None:
    handles = open_files()
    with pytest.raises(Broken), whole_file(tmp_path / "out", force=False, nameless=nameless) as file:
        file.write(b"half")
        raise Broken
    assert not list(tmp_path.iterdir())
    assert open_files() == handles


@pytest.mark.process
def test_after_kill_nothing_is_there(tmp_path: Path) -> None:
    program = """
import os, pathlib, signal, sys
from desk.output import whole_file
with whole_file(pathlib.Path(sys.argv[1]), force=False) as file:
    file.write(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "out"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not list(tmp_path.iterdir())


@both_ways
def test_it_replaces_only_when_told_to(tmp_path: Path, nameless: bool) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    with pytest.raises(Failure, match="already") as refused, whole_file(out, force=False, nameless=nameless):
        pytest.fail("it must not begin")
    assert refused.value.exit_code == Exit.REFUSED
    with pytest.raises(Broken), whole_file(out, force=True, nameless=nameless):
        raise Broken
    assert contents(tmp_path) == {"out": b"old"}
    with whole_file(out, force=True, nameless=nameless) as file:
        file.write(b"new")
    assert contents(tmp_path) == {"out": b"new"}


@both_ways
def test_a_file_that_comes_in_between_is_kept(tmp_path: Path, nameless: bool) -> None:
    out = tmp_path / "out"
    with pytest.raises(Failure, match="already"), whole_file(out, force=False, nameless=nameless) as file:
        file.write(b"ours")
        out.write_bytes(b"theirs")
    assert contents(tmp_path) == {"out": b"theirs"}


@both_ways
@pytest.mark.parametrize("force", [True, False])
def test_what_is_no_plain_file_is_never_replaced(tmp_path: Path, nameless: bool, force: bool) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    (tmp_path / "link").symlink_to("kept")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name in ("link", "fifo", "folder"):
        with (
            pytest.raises(Failure, match="not a plain file"),
            whole_file(tmp_path / name, force=force, nameless=nameless),
        ):
            pytest.fail("it must not begin")
    assert (tmp_path / "kept").read_bytes() == b"kept"
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="is not there") as failed, whole_file(tmp_path / "no" / "out", force=False):
        pytest.fail("it must not begin")
    assert failed.value.exit_code == Exit.USAGE
