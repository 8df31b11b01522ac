"""Signing keys' files, against the real ssh-keygen."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import KeyFileError
from sealed.ssh import sshsig
from sealed.ssh.key_file import read_key, write_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = sshsig.public_bytes(KEY)
LINE = sshsig.key_line(PUBLIC)


@pytest.mark.process
def test_key_files_go_both_ways(tmp_path: Path) -> None:
    write_key(tmp_path / "ours", KEY)
    assert (tmp_path / "ours").stat().st_mode & 0o777 == 0o600
    shown = subprocess.run(["ssh-keygen", "-y", "-f", tmp_path / "ours"], capture_output=True, check=True)
    assert shown.stdout.decode().strip() == LINE
    assert sshsig.public_bytes(read_key(tmp_path / "ours")) == PUBLIC
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "theirs"], check=True)
    theirs = sshsig.key_line(sshsig.public_bytes(read_key(tmp_path / "theirs")))
    assert (tmp_path / "theirs.pub").read_text().startswith(theirs)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    write_key(tmp_path / "key", KEY)
    with pytest.raises(FileExistsError):
        write_key(tmp_path / "key", Ed25519PrivateKey.generate())
    assert sshsig.public_bytes(read_key(tmp_path / "key")) == PUBLIC


@pytest.mark.process
@pytest.mark.parametrize(
    "arguments", [["-t", "rsa", "-N", ""], ["-t", "ed25519", "-N", "secret"]], ids=["RSA", "locked"]
)
def test_other_key_files_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    subprocess.run(["ssh-keygen", "-q", *arguments, "-f", tmp_path / "key"], check=True)
    with pytest.raises(KeyFileError):
        read_key(tmp_path / "key")


def test_what_is_no_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"nonsense")
    for name in ("key", "none"):
        with pytest.raises(KeyFileError):
            read_key(tmp_path / name)
