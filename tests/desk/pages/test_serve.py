"""The desk as a program: where it listens, a second start, what a new desk begins with, which window is opened."""

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.browser import private_flag
from desk.entry_page import remove_entry, write_entry
from desk.pages.session import HeldDesk
from desk.prepared import Prepared
from desk.running import NAME
from sealed.age import generate
from sealed.papers.case_paper import NAMESPACE
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from tests.support.desk_pages import PASSPHRASE, without_secret_store


@contextmanager
def serving(folder: Path, window: str = "--no-browser", **environment: str) -> Iterator[str]:
    """`attune desk serve`; what it says first."""
    command = [sys.executable, "-m", "attune", "desk", "serve", "--desk", str(folder / "desk"), *window.split()]
    around = without_secret_store(folder / "secrets") | environment
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=around) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline()
        finally:
            program.terminate()
            program.wait(30)


@pytest.mark.process
def test_a_second_start_opens_another_window_of_the_first(tmp_path: Path) -> None:
    with serving(tmp_path) as first, serving(tmp_path) as second:
        addresses = [re.findall(r"http://127\.0\.0\.1:(\d+)/enter/\S+", said) for said in (first, second)]
        assert addresses[0] == addresses[1]
        note = tmp_path / "desk" / NAME
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
        assert httpx.get(first.split()[-1]).status_code == 403, "the newer address has ended it"
        assert httpx.get(second.split()[-1]).status_code == 200
    assert not note.exists()


@pytest.mark.process
def test_the_browser_is_given_a_page_of_its_owner_and_no_token(tmp_path: Path) -> None:
    """What stands in a program's arguments, every account of the computer can read."""
    programs, given = tmp_path / "bin", tmp_path / "given"
    programs.mkdir()
    for name, script in (
        ("xdg-settings", "echo firefox-esr.desktop"),
        ("firefox-esr", f'printf "%s\\n" "$@" > {given}'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    around = {"PATH": f"{programs}:{os.environ['PATH']}", "DISPLAY": ":0"}
    with serving(tmp_path, "", **around) as said:
        address = said.split()[-1]
        deadline = time.monotonic() + 30
        while not given.exists() or given.read_text().count("\n") < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        flag, page = given.read_text().split()
        assert flag == "-private-window"
        assert address.rpartition("/")[2] not in page
        path = Path(page.removeprefix("file://"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert f"url={address}" in path.read_text()
        assert httpx.get(address).status_code == 200
        assert not path.exists(), "it was used"
    assert not list((tmp_path / "desk").glob("*.html"))


@pytest.mark.process
def test_settings_that_cannot_be_used_are_one_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "prepared.toml"
    wrong.write_text("colour = 3")
    command = [sys.executable, "-m", "attune", "desk", "serve", "--desk", str(tmp_path), "--prepared", str(wrong)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "prepared.toml cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_desk_begins_with_what_was_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    box, key, desks = tmp_path / "allowed_signers", tmp_path / "key", tmp_path / "desks"
    box.write_text(f"box-07 {sshsig.key_line(sshsig.public_bytes(Ed25519PrivateKey.generate()))}\n")
    identity = generate()
    key.write_text(f"{identity.secret()}\n")
    prepared = Prepared(store="file:///srv/films", signers=str(box), key=str(key), case="DEMO-1", desks=str(desks))
    held = HeldDesk(tmp_path / "desk", prepared=prepared, work_factor=4)
    held.create("anna", PASSPHRASE)
    desk = held.desk
    assert desk is not None
    assert desk.codes() == ["DEMO-1"]
    assert desk.identity("DEMO-1").secret() == desk.own.secret() == identity.secret()
    assert desk.folder.settings.store == "file:///srv/films"
    assert desk.folder.signers.read_text() == box.read_text()
    assert Signers.read(desks).name(sshsig.public_bytes(desk.signer), NAMESPACE, None) == "anna"
    held.lock()
    held.unlock(PASSPHRASE)
    assert held.desk is not None
    assert held.desk.folder.settings.store == "file:///srv/films"


def test_a_browser_that_reads_no_hidden_folder_finds_the_page_in_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    desk = tmp_path / ".local" / "desk"
    path = write_entry("http://127.0.0.1:1/enter/x", desk, "/snap/bin/firefox")
    assert path.parent == tmp_path / "snap" / "firefox" / "common"
    write_entry("http://127.0.0.1:1/enter/y", desk, "/usr/bin/firefox")
    assert len([*tmp_path.rglob("*.html")]) == 2
    remove_entry(desk)
    assert not [*tmp_path.rglob("*.html")]


@pytest.mark.parametrize(
    ("program", "flag"),
    [
        ("/usr/bin/firefox-esr", "-private-window"),
        ("/usr/bin/chromium", "--incognito"),
        ("/opt/google/chrome/google-chrome", "--incognito"),
        (r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe", "--inprivate"),
        ("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "--inprivate"),
        ("/usr/bin/epiphany", None),
    ],
)
def test_private_windows_of_known_browsers(program: str, flag: str | None) -> None:
    assert private_flag(program) == flag
