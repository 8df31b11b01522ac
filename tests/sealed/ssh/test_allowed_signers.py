"""The list of signers, and key files, against the real ssh-keygen."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import KeyFileError, SignersError
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers, read_key, write_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = sshsig.public_bytes(KEY)
LINE = sshsig.key_line(PUBLIC)
RSA = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ=="


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"box {LINE}", "box"),
        (f"box {LINE} a comment here", "box"),
        (f"box,other {LINE}", "box"),
        (f'"a box" {LINE}', "a box"),
        (f"  box\t{LINE}\r\n", "box"),
        (f"# a comment\n\nbox {LINE}\n", "box"),
        (f'box namespaces="attune-film" {LINE}', "box"),
        (f'box namespaces="file,attune-film" {LINE}', "box"),
        (f'box namespaces="file" {LINE}', None),
        (f'old namespaces="file" {LINE}\nbox {LINE}', "box"),
        (f"other {RSA}\nbox {LINE}", "box"),
        (f"other {RSA}", None),
        ("", None),
    ],
)
def test_who_a_key_is(tmp_path: Path, text: str, name: str | None) -> None:
    assert Signers.parse(text).name(PUBLIC, "attune-film") == name
    assert openssh_accepts(tmp_path, text, name or "box") == (name is not None)


def openssh_accepts(folder: Path, text: str, name: str) -> bool:
    (folder / "signers").write_text(text)
    (folder / "sig").write_text(sshsig.sign(KEY, b"m", "attune-film"))
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", name, "-n", "attune-film", "-s", "sig"]
    return subprocess.run(command, cwd=folder, input=b"m", capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("box", "Line 1 .* cannot be read"),
        (f"\n\n{LINE}", "Line 3 .* cannot be read"),
        (f"box {LINE[:-8]}", "Line 1 .* damaged key"),
        (f"box-* {LINE}", "wildcard"),
        (f"!box {LINE}", "wildcard"),
        (f'box namespaces="attune-*" {LINE}', "wildcard"),
        (f"box cert-authority {LINE}", "cert-authority"),
        (f'box valid-before="20300101" {LINE}', "valid-before"),
        (f'box namespaces="attune-film",valid-after="20300101" {LINE}', "valid-after"),
        ("\x00\x01\x02", "cannot be read"),
    ],
)
def test_what_cannot_be_judged_as_openssh_does_is_refused(text: str, cause: str) -> None:
    with pytest.raises(SignersError, match=cause):
        Signers.parse(text)


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SignersError, match="No such file"):
        Signers.read(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(SignersError, match="not a text file"):
        Signers.read(tmp_path / "binary")


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
