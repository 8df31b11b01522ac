"""Each extra's commands work in a fresh environment with that extra alone, installed from its lock with hashes."""

import os
import shutil
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
pytestmark = [pytest.mark.process, pytest.mark.slow]

BASE = ("keygen", "unseal", "verify", "open", "marks", "press", "hold", "mark", "status", "doctor", "films", "simulate")
COMMANDS = {
    "base": BASE,
    "appliance": (*BASE, "recorder", "courier", "sync", "store", "receipts", "wipe", "discard"),
    "web": ("web",),
    "desk": ("keygen", "unseal", "verify", "open", "marks", "desk"),
    "provision": ("provision",),
}
FOREIGN = {"asyncssh", "av", "gevent", "gpiozero", "gunicorn", "obstore", "picamera2"}
"""What a base install must not bring."""


def uv(*words: str | Path) -> str:
    """What uv answers; its cache makes these environments cheap."""
    command = [sys.executable, "-m", "uv", "--quiet", *words]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project itself, built from a copy: what an earlier build left behind would come along."""
    place = tmp_path_factory.mktemp("wheel")
    ours = shutil.ignore_patterns(".*", "*.egg-info", "box", "build", "node_modules", "__pycache__")
    shutil.copytree(PROJECT, place / "project", ignore=ours)
    how = ["--wheel", "--no-build-isolation", "--python", sys.executable]
    uv("build", *how, "--out-dir", place, place / "project")
    (made,) = place.glob("*.whl")
    return made


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An empty one; its Python."""
    uv("venv", "--python", sys.executable, tmp_path / "venv")
    return tmp_path / "venv" / "bin" / "python"


def attune(environment: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command in the environment, away from the project's folder."""
    command = [str(environment.parent / "attune"), *words]
    return subprocess.run(command, cwd=environment.parent, capture_output=True, text=True, check=False)


def test_every_extra_is_tried() -> None:
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert COMMANDS.keys() - {"base"} == extras.keys() - {"dev", "pi"}, "pi is tried in the rig"


@pytest.mark.parametrize("role", COMMANDS)
def test_the_commands_of_a_role_work_with_its_lock_alone(role: str, environment: Path, wheel: Path) -> None:
    uv("pip", "install", "--python", environment, "--require-hashes", "--requirement", f"locks/{role}.txt")
    uv("pip", "install", "--python", environment, "--no-deps", wheel)
    for command in COMMANDS[role]:
        shown = attune(environment, command, "--help")
        assert (shown.returncode, shown.stderr) == (0, ""), command
        assert shown.stdout.startswith(f"Usage: attune {command}"), command


def test_a_desk_begins_with_its_own_extra_alone(environment: Path, wheel: Path, tmp_path: Path) -> None:
    uv("pip", "install", "--python", environment, "--require-hashes", "--requirement", "locks/desk.txt")
    uv("pip", "install", "--python", environment, "--no-deps", wheel)
    (tmp_path / "passphrase").write_text("correct horse battery staple\n")
    more = ["--desk", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / "passphrase")]
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for words in (["init", "--name", "desk-1"], ["case", "new", "K-17"], ["case", "list"], ["serve", "--help"]):
        command = [str(environment.parent / "attune"), "desk", *words, *(more if "--help" not in words else [])]
        ran = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), words
    assert (tmp_path / "desk" / "cases" / "K-17" / "journal.sig").is_file()
    serve = [str(environment.parent / "attune"), "desk", "serve", "--no-browser", *more[:2]]
    with subprocess.Popen(serve, cwd=tmp_path, env=clean, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = served.stdout.readline().split()[-1]
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address, timeout=60) as page:
            assert "<title>Attune</title>" in page.read().decode()
        served.terminate()


def test_a_plain_install_brings_what_commands_need_and_no_more(environment: Path, wheel: Path) -> None:
    uv("pip", "install", "--python", environment, wheel)
    there = {line.partition("==")[0] for line in uv("pip", "freeze", "--python", environment).splitlines()}
    assert FOREIGN.isdisjoint(there), there
    key = attune(environment, "keygen", "-o", "key.txt")
    assert key.returncode == 0, key.stderr
    assert "AGE-SECRET-KEY-" in (environment.parent / "key.txt").read_text()
    missing = attune(environment, "web", "--config", "web.toml")
    assert missing.returncode == 1
    assert "pip install 'attune[web]'" in missing.stderr
    assert "Traceback" not in missing.stderr
