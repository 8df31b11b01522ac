"""Who may log in to a box: the public keys of a file, and never a private one."""

import subprocess
from pathlib import Path

import pytest

from provision.errors import BadSetting
from provision.issue import make_boxes
from provision.service import Service
from provision.ssh_keys import read_public_keys
from tests.support.services import plan


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An SSH key, whose public half stands beside it."""
    command: list[str | Path] = [
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        "it@north",
        "-f",
        tmp_path / "key",
    ]
    subprocess.run(command, check=True)
    return tmp_path / "key"


@pytest.mark.process
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_public_keys(key: Path, tmp_path: Path, encoding: str) -> None:
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    (tmp_path / "keys").write_text(f'# IT\r\n{public}\r\nfrom="10.0.0.0/8" {public}', encoding, newline="")
    assert read_public_keys(tmp_path / "keys") == f'{public}from="10.0.0.0/8" {public}'


@pytest.mark.process
def test_a_private_key_goes_into_no_bundle(service: Service, key: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="is a private key"):
        make_boxes(service, [plan(ssh_key=str(key))], tmp_path / "made")
    made = make_boxes(service, [plan(ssh_key=str(key.with_suffix(".pub")))], tmp_path / "made")
    assert made[0].record.settings.ssh == key.with_suffix(".pub").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "holds no SSH key"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "is a private key"),
        ("-----BEGIN RSA PRIVATE KEY-----\n", "is a private key"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E\n", "line 1"),
        ("# IT\nssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIE8mCwoUdQ9bZVqIYGYF9aCOTqCS1L0Q3G0q0m1b8Kvn\n", "line 2"),
        ("ssh-ed25519 AAAA\n", "line 1"),
        ("age1qqqqq\n", "line 1"),
    ],
)
def test_what_is_no_public_key(tmp_path: Path, text: str, cause: str) -> None:
    (tmp_path / "keys").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=cause):
        read_public_keys(tmp_path / "keys")
