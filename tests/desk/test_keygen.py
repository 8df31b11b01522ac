"""`attune keygen`: the identity file, who may read it, and that it never replaces a key unasked."""

import json
import os
import re
import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from attune.command import main
from attune.exits import Exit
from sealed.age import parse_recipient, read_identities


def keygen(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["keygen", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "secret", "public"),
    [([], "AGE-SECRET-KEY-PQ-1", "age1pq1"), (["--x25519"], "AGE-SECRET-KEY-1", "age1")],
)
def test_to_standard_output(arguments: list[str], secret: str, public: str) -> None:
    code, output, told = keygen(*arguments)
    assert code == Exit.FINE
    created, comment, key = output.splitlines()
    age = datetime.now(UTC) - datetime.fromisoformat(created.removeprefix("# created: "))
    assert 0 <= age.total_seconds() < 60
    assert key.startswith(secret)
    [identity] = read_identities(output.encode())
    assert comment == f"# public key: {identity.recipient}"
    assert told == f"Public key: {identity.recipient}\n"
    assert str(identity.recipient).startswith(public)
    assert parse_recipient(str(identity.recipient)) == identity.recipient


def test_to_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    before = os.umask(0)
    try:
        code, output, told = keygen("-o", str(path))
    finally:
        os.umask(before)
    assert (code, output) == (Exit.FINE, "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [identity] = read_identities(path.read_bytes())
    assert told == f"Public key: {identity.recipient}\n"


def test_a_key_is_never_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text("the only key")
    code, output, told = keygen("-o", str(path))
    assert code == Exit.REFUSED
    assert path.read_text() == "the only key"
    assert "exists already" in told
    assert "--force" in told
    assert "age1" not in told + output
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_is_replaced_by_force(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text("an old key")
    path.chmod(0o644)
    assert keygen("-o", str(path), "--force")[0] == Exit.FINE
    assert len(read_identities(path.read_bytes())) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "key.txt"
    link.symlink_to(elsewhere)
    assert keygen("-o", str(link))[0] == Exit.REFUSED
    assert not elsewhere.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    code, output, told = keygen("-o", str(tmp_path / "nowhere" / "key.txt"))
    assert code == Exit.OTHER
    assert "No such file or directory" in told
    assert "Public key" not in told + output


@pytest.mark.process
def test_as_age_keygen_writes_it(tmp_path: Path) -> None:
    if shutil.which("age-keygen") is None:
        pytest.fail("age-keygen is missing. Install it: apt-get install age")
    ours, theirs = tmp_path / "ours.txt", tmp_path / "theirs.txt"
    keygen("--x25519", "-o", str(ours))
    subprocess.run(["age-keygen", "-o", str(theirs)], check=True, capture_output=True)

    def shape(path: Path) -> str:
        return re.sub(r"[A-Z0-9]{59}$|[a-z0-9]{58}$|\d", "0", path.read_text(), flags=re.MULTILINE)

    assert shape(ours) == shape(theirs)
    public = subprocess.run(["age-keygen", "-y", str(ours)], check=True, capture_output=True, text=True).stdout.strip()
    assert f"# public key: {public}\n" in ours.read_text()


def test_as_json(tmp_path: Path) -> None:
    code, output, told = keygen("--json", "-o", str(tmp_path / "key"))
    said = json.loads(output)
    assert (code, told, said["file"]) == (Exit.FINE, "", str(tmp_path / "key"))
    [identity] = read_identities((tmp_path / "key").read_bytes())
    assert said["recipient"] == str(identity.recipient)
    assert keygen("--json")[0] == Exit.USAGE
