"""`attune unseal`: as scripts see it, by its output and exit codes."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from attune.exits import Exit
from sealed.age import Identity, generate, seal, seal_with_passphrase
from tests.support import terminal

PLAINTEXT = os.urandom(200_000)
ATTUNE = [sys.executable, "-c", "from attune.command import main; main()"]


@pytest.fixture(scope="module")
def key() -> Identity:
    return generate()


@pytest.fixture
def key_file(tmp_path: Path, key: Identity) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(f"# a comment\n{key.secret()}\n")
    return path


@pytest.fixture
def sealed(tmp_path: Path, key: Identity) -> Path:
    path = tmp_path / "000000.m4s.age"
    path.write_bytes(seal(PLAINTEXT, [key.recipient]))
    return path


def unseal(*arguments: str | Path, data: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["unseal", *map(str, arguments)], input=io.BytesIO(data))


def test_a_file(key_file: Path, sealed: Path) -> None:
    result = unseal("-i", key_file, sealed)
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (Exit.FINE, PLAINTEXT, "")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(arguments: list[str], key_file: Path, sealed: Path) -> None:
    result = unseal("-i", key_file, *arguments, data=sealed.read_bytes())
    assert (result.exit_code, result.stdout_bytes) == (Exit.FINE, PLAINTEXT)


def test_several_identity_files(key_file: Path, sealed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(generate().secret())
    assert unseal("-i", other, "-i", key_file, sealed).stdout_bytes == PLAINTEXT


def test_no_key_fits(sealed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(generate().secret())
    result = unseal("-i", other, sealed)
    assert (result.exit_code, result.stdout_bytes) == (Exit.NO_KEY, b"")
    assert "Use the identity file that belongs to" in result.stderr


def test_damage(key_file: Path, sealed: Path) -> None:
    data = bytearray(sealed.read_bytes())
    data[-100_000] ^= 1
    sealed.write_bytes(data)
    result = unseal("-i", key_file, sealed)
    assert result.exit_code == Exit.DAMAGED
    assert result.stdout_bytes == PLAINTEXT[:65536]  # what came before is authentic
    assert "Fetch another copy" in result.stderr


@pytest.mark.parametrize("length", [0, 10, 1000, 1660, 70_000, -1])
def test_cut_off(length: int, key_file: Path, sealed: Path) -> None:
    result = unseal("-i", key_file, data=sealed.read_bytes()[:length])
    assert result.exit_code == Exit.DAMAGED
    assert PLAINTEXT.startswith(result.stdout_bytes)
    assert len(result.stdout_bytes) < len(PLAINTEXT)


def test_usage(key_file: Path, sealed: Path, tmp_path: Path) -> None:
    assert unseal(sealed).exit_code == Exit.USAGE
    assert unseal("-i", tmp_path / "nothing", sealed).exit_code == Exit.USAGE
    assert unseal("-i", key_file, tmp_path / "nothing").exit_code == Exit.USAGE
    assert unseal("-i", key_file, sealed, sealed).exit_code == Exit.USAGE


def test_what_is_no_identity_file(sealed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("hello")
    result = unseal("-i", other, sealed)
    assert (result.exit_code, result.stdout_bytes) == (Exit.OTHER, b"")
    assert "not an identity file" in result.stderr


@pytest.fixture
def protected(tmp_path: Path, key: Identity) -> Path:
    path = tmp_path / "key.age"
    path.write_bytes(seal_with_passphrase(key.secret().encode(), "guiding", work_factor=6))
    return path


@pytest.mark.process
def test_a_protected_identity_file_asks_on_the_terminal(protected: Path, sealed: Path) -> None:
    code, output, shown = terminal.run([*ATTUNE, "unseal", "-i", str(protected), str(sealed)], "guiding")
    assert (code, output) == (Exit.FINE, PLAINTEXT), shown
    assert f"Passphrase of {protected}: " in shown
    assert "guiding" not in shown


@pytest.mark.process
def test_a_wrong_passphrase(protected: Path, sealed: Path) -> None:
    code, output, shown = terminal.run([*ATTUNE, "unseal", "-i", str(protected), str(sealed)], "driving")
    assert (code, output) == (Exit.NO_KEY, b"")
    assert "passphrase does not open" in shown


@pytest.mark.process
def test_without_a_terminal_nothing_is_asked(protected: Path, sealed: Path) -> None:
    command = [*ATTUNE, "unseal", "-i", str(protected)]
    with sealed.open("rb") as source:
        result = subprocess.run(command, stdin=source, capture_output=True, start_new_session=True, check=False)
    assert (result.returncode, result.stdout) == (Exit.OTHER, b"")
    assert b"Run this in a terminal" in result.stderr


@pytest.mark.process
def test_a_reader_that_goes_away_is_no_fault(key_file: Path, sealed: Path) -> None:
    command = [*ATTUNE, "unseal", "-i", str(key_file), str(sealed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
