"""Signing keys' files, against the real ssh-keygen."""

import base64
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=300)
@given(places=st.dictionaries(st.integers(0, 380), st.integers(0, 255), min_size=1, max_size=4))
def test_a_key_file_with_other_bytes_is_one_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, places: dict[int, int]
) -> None:
    """A type or a cipher that the library does not know is an error of its own there."""
    path = tmp_path_factory.getbasetemp() / "spoiled"
    path.unlink(missing_ok=True)
    write_key(path, KEY)
    data = bytearray(path.read_bytes())
    for place, byte in places.items():
        data[place % len(data)] = byte
    path.write_bytes(data)
    with suppress(KeyFileError):
        read_key(path)


def test_a_key_of_a_type_that_the_library_does_not_know_is_refused(tmp_path: Path) -> None:
    write_key(tmp_path / "key", KEY)
    body = b"".join((tmp_path / "key").read_bytes().splitlines()[1:-1])
    token = base64.b64decode(body).replace(b"ssh-ed25519", b"sk-ed255190")
    lines = b"-----BEGIN OPENSSH PRIVATE KEY-----\n%b\n-----END OPENSSH PRIVATE KEY-----\n" % base64.b64encode(token)
    (tmp_path / "key").write_bytes(lines)
    with pytest.raises(KeyFileError, match="ssh-keygen -t ed25519"):
        read_key(tmp_path / "key")


def test_what_is_no_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"nonsense")
    for name in ("key", "none"):
        with pytest.raises(KeyFileError):
            read_key(tmp_path / name)
