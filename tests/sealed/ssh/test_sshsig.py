"""Signatures, against the real ssh-keygen both ways."""

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sealed.errors import SignatureError
from sealed.ssh import sshsig
from sealed.ssh.key_file import write_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = sshsig.public_bytes(KEY)
MESSAGE = b'{"n":0}\n'
SIGNATURE = sshsig.sign(KEY, MESSAGE, "attune-film")


def ssh_keygen(*arguments: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(["ssh-keygen", *arguments], input=given, capture_output=True, check=True).stdout


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    write_key(tmp_path / "key", KEY)
    return tmp_path / "key"


@pytest.mark.process
@pytest.mark.parametrize("size", [0, 1, 300, 100_000])
def test_ssh_keygen_accepts_ours(tmp_path: Path, size: int) -> None:
    message = b"m" * size
    (tmp_path / "sig").write_text(sshsig.sign(KEY, message, "attune-film"))
    (tmp_path / "signers").write_text(f"box {sshsig.key_line(PUBLIC)}\n")
    arguments = ("-f", tmp_path / "signers", "-I", "box", "-n", "attune-film", "-s", tmp_path / "sig")
    assert b"Good" in ssh_keygen("-Y", "verify", *arguments, given=message)


@pytest.mark.process
@pytest.mark.parametrize("namespace", ["attune-film", "x", "n" * 100])
def test_ours_is_what_ssh_keygen_writes_to_the_byte(key_file: Path, namespace: str) -> None:
    theirs = ssh_keygen("-Y", "sign", "-f", key_file, "-n", namespace, given=MESSAGE)
    assert theirs.decode() == sshsig.sign(KEY, MESSAGE, namespace)
    sshsig.parse(theirs).verify(MESSAGE, namespace)


def test_only_this_message_and_namespace() -> None:
    signature = sshsig.parse(SIGNATURE.encode())
    signature.verify(MESSAGE, "attune-film")
    with pytest.raises(SignatureError, match="does not match"):
        signature.verify(MESSAGE + b"\n", "attune-film")
    with pytest.raises(SignatureError, match="not for"):
        signature.verify(MESSAGE, "file")


def test_no_bit_can_be_flipped_unseen() -> None:
    good = SIGNATURE.encode()
    for position in range(len(good) * 8):
        flipped = bytearray(good)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(SignatureError):
            sshsig.parse(bytes(flipped)).verify(MESSAGE, "attune-film")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: " " + text,
        lambda text: text.replace("SSH SIGNATURE", "SSH  SIGNATURE"),
        lambda text: text.replace("\n", "", 2).replace("-----U1", "-----\nU1"),
        lambda text: "",
        lambda text: text * 100,
    ],
    ids=["blank line", "no newline", "CRLF", "space", "head", "wrap", "empty", "many"],
)
def test_there_is_one_spelling(change: "object") -> None:
    assert callable(change)
    with pytest.raises(SignatureError):
        sshsig.parse(change(SIGNATURE).encode())


@pytest.mark.process
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_kinds_of_key_are_refused(tmp_path: Path, kind: str) -> None:
    ssh_keygen("-q", "-t", kind, "-N", "", "-f", tmp_path / "other")
    with pytest.raises(SignatureError, match="not by an Ed25519 key"):
        sshsig.parse(ssh_keygen("-Y", "sign", "-f", tmp_path / "other", "-n", "attune-film", given=MESSAGE))


@pytest.mark.process
def test_sha256_is_refused(key_file: Path) -> None:
    theirs = ssh_keygen("-Y", "sign", "-O", "hashalg=sha256", "-f", key_file, "-n", "attune-film", given=MESSAGE)
    with pytest.raises(SignatureError, match="does not know"):
        sshsig.parse(theirs)


@given(st.binary(max_size=400))
def test_garbage_is_refused(data: bytes) -> None:
    armored = f"{sshsig.HEAD}\n{base64.b64encode(b'SSHSIG' + data).decode()}\n{sshsig.FOOT}\n"
    for text in (data, armored.encode()):
        with pytest.raises(SignatureError):
            sshsig.parse(text)


@pytest.mark.process
def test_key_lines_and_fingerprints_are_openssh_s(key_file: Path, tmp_path: Path) -> None:
    line = ssh_keygen("-y", "-f", key_file).decode()
    assert sshsig.parse_key_line(line) == PUBLIC
    assert sshsig.key_line(PUBLIC) == line.strip()
    (tmp_path / "key.pub").write_text(line)
    assert sshsig.fingerprint(PUBLIC) in ssh_keygen("-l", "-f", tmp_path / "key.pub").decode()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-rsa " + sshsig.key_line(PUBLIC).split()[1],
        sshsig.key_line(PUBLIC)[:-4],
        sshsig.key_line(PUBLIC) + "A",
        sshsig.key_line(PUBLIC).replace("AAAA", "AAAB", 1),
        "ssh-ed25519 é",
    ],
)
def test_bad_key_lines_are_refused(line: str) -> None:
    with pytest.raises(SignatureError, match="not an OpenSSH public key"):
        sshsig.parse_key_line(line)
