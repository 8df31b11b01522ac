"""The end of a case by command: what is listed, what is refused, what goes on, and the certificate that it leaves."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.keyring.backups import back_up
from desk.signer_line import signer_line
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.desks import PASSPHRASE
from tests.support.ended_case import BOX, CODE, FILMS, EndedCase

BACKUP = "another good passphrase"


class AtHand:
    """Runs `attune desk …` at the desk of a case that ends."""

    def __init__(self, home: Path) -> None:
        (home / "store").mkdir(parents=True)
        self.ended = EndedCase(home, FolderStore(home / "store"), (home / "store").as_uri(), films=FILMS[:1])
        self.line = signer_line(self.ended.desk)
        back_up(self.ended.desk.keys, home / "backup", BACKUP, "2027-01-01T00:00:00Z", 4)
        (home / "state" / "attune").mkdir(parents=True)
        shutil.copytree(self.ended.computer / "secrets", home / "state" / "attune" / "secrets")
        self.home, self.passphrase = home, home / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        (home / "other").write_text(BACKUP)

    def __call__(self, *words: str, exits: int = 0) -> Result:
        options = ["--desk", str(self.ended.desk.folder.root), "--passphrase-file", str(self.passphrase)]
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        assert "Traceback" not in ran.output
        return ran


@pytest.fixture
def at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AtHand:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "all" / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return AtHand(tmp_path / "all")


@pytest.mark.slow
@pytest.mark.process
def test_a_case_is_ended_by_command(at_hand: AtHand, tmp_path: Path) -> None:
    home, words = at_hand.home, tmp_path / "words.txt"
    listed = at_hand("complete", CODE, "--list").output
    assert all(each in listed for each in ("nothing is erased yet", BOX, "store", str(home / "backup")))
    at_hand("summary", CODE, exits=2)
    words.write_text("They found their own way to calm her.")
    at_hand("summary", CODE, "--text", str(words), "--to", str(tmp_path / "summary.pdf"))
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF")
    held = at_hand("hold", CODE, "--who", "A court", "--why", "Order of 3 May").output
    assert "A court asked on" in at_hand("complete", CODE, "--confirm", CODE, exits=7).output
    at_hand("hold", CODE, "--who", "A court", "--lift", held.split(" ", maxsplit=1)[0])
    at_hand("complete", CODE, exits=2)
    assert "Type K-17" in at_hand("complete", CODE, "--confirm", "K-71", exits=7).output
    (home / "store").rename(home / "away")
    (begun,) = json.loads(at_hand("complete", CODE, "--confirm", CODE, "--json", exits=1).stdout)
    assert (begun["destroyed"] is not None, begun["final"]) == (True, False)
    assert "the key was destroyed" in at_hand("complete", CODE, "--list").output
    (home / "away").rename(home / "store")
    at_hand("complete", exits=1)
    at_hand.ended.box.fetch(at_hand.ended.store)
    at_hand.ended.box.report(at_hand.ended.store)
    other = ("--backup-passphrase-file", str(home / "other"))
    done = json.loads(at_hand("complete", CODE, "--renew", str(home / "backup"), *other, "--json").output)
    assert [(copy["place"], copy["fate"]) for copy in done[0]["copies"]] == [
        ("desk", "removed"),
        ("store", "removed"),
        ("box", "confirmed"),
        ("backup", "renewed"),
    ]
    assert "1 film  0 reviews  0 cycles" in at_hand("practice").output
    name = done[0]["id"]
    at_hand("certificate", "write", name, str(tmp_path))
    assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    check_without_a_desk(at_hand, tmp_path, tmp_path / f"{name}.json")


def check_without_a_desk(at_hand: AtHand, tmp_path: Path, paper: Path) -> None:
    """By our command and by OpenSSH, with the desk's public key alone."""
    (tmp_path / "desks").write_text(f"{at_hand.line}\n")
    verify = ["desk", "certificate", "verify", str(paper)]
    key = at_hand.line.split(" ", maxsplit=2)[2]
    for who in (["--signers", str(tmp_path / "desks")], ["--key", key]):
        ran = CliRunner().invoke(main, [*verify, *who])
        assert (ran.exit_code, "was destroyed on" in ran.output) == (0, True), ran.output
    stranger = sshsig.key_line(bytes(32))
    assert CliRunner().invoke(main, [*verify, "--key", stranger]).exit_code == 5
    assert CliRunner().invoke(main, verify).exit_code == 2
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        "desks",
        "-I",
        "desk-1",
        "-n",
        "attune-erasure",
        "-s",
        f"{paper}.sig",
    ]
    subprocess.run(command, cwd=tmp_path, input=paper.read_bytes(), check=True, capture_output=True)
    paper.write_bytes(paper.read_bytes().replace(b'"removed"', b'"outside"', 1))
    assert CliRunner().invoke(main, [*verify, "--key", key]).exit_code == 4
