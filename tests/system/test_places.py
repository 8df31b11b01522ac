"""Folders and addresses that cannot be used are refused in one sentence with exit 2, and never retried."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.daemon import FOLDERS
from appliance.errors import BadSettings
from appliance.system.address import free_address
from tests.support.box_process import ATTUNE, Box, Recorder, Text, attune, key_of
from tests.support.recorder_process import until

pytestmark = pytest.mark.process

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a disk, which only root may")


def run(data: Path, *words: str, bind: str = "127.0.0.1:0", **environment: str) -> Text:
    """`attune run`, which should end by itself."""
    config = Path(tempfile.mkdtemp()) / "settings.toml"
    config.write_text(f'[web]\nbind = "{bind}"\n', encoding="utf-8")
    command: list[str | Path] = [ATTUNE, "run", "--data", data, "--config", config, *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=os.environ | environment, errors="replace"
    )


def assert_refused(said: Text, *words: str) -> None:
    assert said.returncode == 2, said
    assert said.stderr.count("attune: ") == 1, said.stderr
    assert "Traceback" not in said.stderr
    for word in words:
        assert word in " ".join(said.stderr.split())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder where a test mounts a small disk."""
    at = tmp_path / "disk"
    at.mkdir()
    yield at
    subprocess.run(["umount", at], check=True)


@ROOT
def test_a_read_only_folder(disk: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk], check=True)
    assert_refused(run(disk), str(disk), "Read-only file system", "Choose one")


@ROOT
def test_a_full_folder(disk: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], check=True)
    (disk / "film").write_bytes(b"x" * 16384)
    assert_refused(run(disk), str(disk), "No space left on device", "Choose one")


@ROOT
def test_a_recorder_in_a_read_only_folder(disk: Path, tmp_path: Path) -> None:
    subprocess.run([ATTUNE, "keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    box = Recorder(tmp_path / "box", [key_of(tmp_path / "key")])
    settings = Path(box.command[-1])
    settings.write_text(settings.read_text(encoding="utf-8").replace(f'"{box.data}"', f'"{disk}"'), encoding="utf-8")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk], check=True)
    said = subprocess.run(box.command, capture_output=True, text=True, check=False, timeout=60)
    assert_refused(said, "Read-only file system")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert_refused(run(tmp_path / "file" / "box"), "Not a directory")


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_in_place_of_one_of_a_boxs_folders(tmp_path: Path, name: str) -> None:
    subprocess.run([ATTUNE, "keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    box = Recorder(tmp_path / "box", [key_of(tmp_path / "key")])
    (box.data / name).write_bytes(b"\xff")
    said = subprocess.run(box.command, capture_output=True, text=True, check=False, timeout=60)
    assert_refused(said, f"{box.data / name} cannot be used")


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    assert_refused(run(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))), "not UTF-8")


def test_a_path_too_long_for_a_unix_socket(tmp_path: Path) -> None:
    data = (
        tmp_path / "folder-of-the-north-team-of-the-service" / "folder-of-the-north-team" / "of-the-south-too" / "box"
    )
    data.parent.mkdir(parents=True)
    assert len(str(data)) > 107
    config = tmp_path / "settings.toml"
    config.write_text('[camera]\nwidth = 320\nheight = 180\n[web]\nbind = "127.0.0.1:0"\n', encoding="utf-8")
    with subprocess.Popen([ATTUNE, "run", "--data", data, "--config", config], stdout=subprocess.DEVNULL) as box:
        try:
            until(lambda: '"ready"' in attune("status", "--json", "--data", data).stdout)
            assert attune("press", "--data", data).returncode == 0
            assert attune("hold", "--data", data).returncode == 0
        finally:
            box.terminate()
    assert box.returncode == 0


def test_a_locale_that_is_not_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}.items():
        monkeypatch.setenv(name, value)
    with Box(tmp_path / "K\u00e4stchen", config="[camera]\nwidth = 320\nheight = 180") as box:
        box.start()


@pytest.mark.parametrize(
    ("bind", "cause"),
    [
        ("8765", "HOST:PORT"),
        (":8765", "HOST:PORT"),
        ("127.0.0.1:", "int"),
        ("127.0.0.1:99999", "HOST:PORT"),
        ("no-such.invalid:8765", ""),
        ("0.0.0.0:0", "other machines"),
        ("[::]:0", "other machines"),
    ],
)
def test_an_address_that_cannot_be(bind: str, cause: str) -> None:
    with pytest.raises(BadSettings) as refused:
        free_address(bind)
    assert refused.value.exit == 2
    assert bind in str(refused.value)
    assert cause in str(refused.value)


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "[::1]:0", "localhost:0"])
def test_an_address_of_this_machine(bind: str) -> None:
    host, _, port = free_address(bind).rpartition(":")
    assert host == bind.rpartition(":")[0]
    assert int(port) > 0


def test_run_ends_with_a_program_that_cannot_use_its_settings(tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text('[web]\nbind = "127.0.0.1:0"\n[store]\nurl = "nonsense"\n', encoding="utf-8")
    command: list[str | Path] = [sys.executable, "-m", "attune", "run", "--data", tmp_path / "box", "--config", config]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert said.returncode == 2, said
    assert "nonsense" in said.stderr
    assert "Starting it again" not in said.stderr
