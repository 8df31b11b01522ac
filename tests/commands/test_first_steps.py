"""What a newcomer and IT meet first: a box that starts, one that may not be asked, one that somebody else made."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from appliance.system.lock import held, only_one
from control.client import Client
from control.errors import NoAccess
from control.sockets import SOCKET
from tests.support.box_process import ATTUNE, Text, attune

pytestmark = pytest.mark.process


def test_a_box_whose_socket_is_not_there_yet_is_starting(tmp_path: Path) -> None:
    assert attune("status", "--data", tmp_path).returncode == 1
    with only_one("box", tmp_path):
        assert held("box", tmp_path)
        said = attune("status", "--data", tmp_path)
        assert (said.returncode, said.stdout) == (0, "starting\n")
        assert json.loads(attune("status", "--json", "--data", tmp_path).stdout) == {"state": "starting"}
    assert not held("box", tmp_path)
    said = attune("status", "--data", tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert "not running" in said.stderr


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="acts as another account")
@pytest.mark.parametrize("closed", ["folder", "socket"])
def test_a_socket_that_is_closed_to_this_account_is_not_an_absent_box(tmp_path: Path, closed: str) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    box = tmp_path / "box"
    box.mkdir(mode=0o700 if closed == "folder" else 0o755)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(box / SOCKET))
        listener.listen()
        (box / SOCKET).chmod(0o600)
        os.seteuid(65534)
        try:
            with Client(box / SOCKET) as client, pytest.raises(NoAccess) as refused:
                client.status()
        finally:
            os.seteuid(0)
    assert refused.value.exit == 7
    assert "attune run" not in str(refused.value)


def test_the_folder_may_stand_in_the_environment(tmp_path: Path) -> None:
    shown = subprocess.run(
        [ATTUNE, "films"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"ATTUNE_DATA": str(tmp_path)},
    )
    assert shown.returncode == 1
    assert str(tmp_path) in shown.stderr
    assert attune("films").returncode == 2


@pytest.mark.parametrize(
    ("words", "code"), [(["films", "--data", "/nowhere"], 1), (["films"], 2), (["wipe", "x", "--data", "/nowhere"], 1)]
)
def test_under_json_an_error_is_json(words: list[str], code: int) -> None:
    said = attune(*words, "--json")
    assert (said.returncode, said.stdout) == (code, "")
    error = json.loads(said.stderr)
    assert error["exit"] == code
    assert error["error"]


def test_the_named_credentials_are_those_that_are_used(tmp_path: Path) -> None:
    config = tmp_path / "courier.toml"
    config.write_text('control = "c"\nfilms = "f"\n[store]\nurl = "sftp://attune@127.0.0.1:9/films"\n')
    said = attune("store", "check", "--config", config, "--credentials", tmp_path / "secrets")
    assert said.returncode == 2
    assert str(tmp_path / "secrets") in said.stderr


def run(data: Path, *words: str) -> Text:
    """`attune run`, which should end by itself."""
    command: list[str | Path] = [ATTUNE, "run", "--data", data, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["recorder.toml", "courier.toml", "web.toml", "films"])
def test_run_touches_no_box_that_it_did_not_make(tmp_path: Path, name: str) -> None:
    box = tmp_path / "box"
    box.mkdir()
    if name == "films":
        (box / name).mkdir()
    else:
        (box / name).write_text('name = "ward-07"\n')
    said = run(box)
    assert said.returncode == 7, said
    assert "Nothing was started" in said.stderr
    assert [path.name for path in box.iterdir()] == [name]
    assert name == "films" or (box / name).read_text() == 'name = "ward-07"\n'
