"""`attune provision` from the shell: exit codes, JSON, help that teaches, the passphrase from a file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from attune.command import main
from provision.commands.provision import COMMANDS
from provision.records import Records
from provision.service import Service
from sealed.papers.box_bundle import DOCUMENT, FOLDER
from sealed.papers.health_report import HealthReport
from sealed.ssh import sshsig
from tests.support.services import PASSPHRASE, recipient


class Shell:
    """Runs commands on the service of this test."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service, self.folder = service, folder
        (folder / "passphrase").write_text(PASSPHRASE + "\n")
        self.common = ("--service", str(service.folder), "--passphrase-file", str(folder / "passphrase"))

    def __call__(self, *arguments: object, code: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["provision", *map(str, arguments)])
        assert ran.exit_code == code, ran.output
        return ran

    def new(self, name: str, *more: object, code: int = 0) -> Result:
        options = ("--recipients", recipient(), "--out", self.folder / "made", *more)
        return self("box", "new", *self.common, "--name", name, *options, code=code)


@pytest.fixture
def shell(service: Service, tmp_path: Path) -> Shell:
    return Shell(service, tmp_path)


def test_a_box_from_its_making_to_its_end(shell: Shell) -> None:
    facts = json.loads(shell.new("attune-01", "--place", "Team North", "--json").stdout)["boxes"]
    assert (facts[0]["address"], facts[0]["place"], facts[0]["state"]) == ("10.77.1.1", "Team North", "active")
    (shell.folder / "bootfs").mkdir()
    (shell.folder / "bootfs" / "config.txt").touch()
    shell("box", "write", shell.folder / "made" / "attune-01", shell.folder / "bootfs")
    key = sshsig.key_line(sshsig.public_bytes(Ed25519PrivateKey.generate()))
    (shell.folder / "attune-01.pub").write_text(f"{key} attune-01\n")
    assert "SHA256:" in shell("box", "add-key", "attune-01", shell.folder / "attune-01.pub", *shell.common).stdout
    shell("box", "renew", "attune-01", *shell.common, "--out", shell.folder / "renewed")
    renewed = json.loads((shell.folder / "renewed" / "attune-01" / FOLDER / DOCUMENT).read_text())
    first = json.loads((shell.folder / "made" / "attune-01" / FOLDER / DOCUMENT).read_text())
    same = ("wifi", "address", "host", "serial", "recipients")
    assert [renewed[name] for name in same] == [first[name] for name in same]
    assert (first["sequence"], renewed["sequence"]) == (1, 2)
    assert renewed["tls"]["key"] != first["tls"]["key"]
    shell("box", "renew", "attune-01", *shell.common, "--out", shell.folder / "renewed", code=7)
    shell("box", "revoke", "attune-01", *shell.common, "--since", "2026-11-20")
    shell("box", "retire", "attune-01", *shell.common, code=7)
    shell("box", "renew", "attune-01", *shell.common, "--out", shell.folder / "again", code=7)
    assert "revoked" in shell("box", "list", *shell.common).stdout
    shell("handout", *shell.common, "--out", shell.folder / "handout")
    assert "valid-before" in (shell.folder / "handout" / "desks" / "allowed_signers").read_text()


def test_each_way_to_fail_has_its_code(shell: Shell) -> None:
    shell.new("attune-01")
    shell.new("attune-01", code=7)
    shell.new("Attune", code=2)
    shell("box", "new", *shell.common, "--out", shell.folder / "x", code=2)
    shell("box", "revoke", "nobody", *shell.common, code=2)
    shell("box", "write", shell.folder / "made" / "attune-01", shell.folder, code=8)
    (shell.folder / "wrong").write_text("wrong\n")
    where = ("--service", shell.service.folder)
    shell("box", "list", *where, "--passphrase-file", shell.folder / "wrong", code=6)
    shell("box", "list", *where, "--passphrase-file", shell.folder / "nowhere", code=2)
    shell("box", "list", "--service", shell.folder, "--passphrase-file", shell.folder / "wrong", code=2)
    shell("service", "init", *shell.common, "--name", "Again", code=7)
    shell("service", "restore", shell.folder / "wrong", *shell.common, code=7)


def test_without_a_file_and_a_terminal_there_is_nobody_to_ask(shell: Shell) -> None:
    ran = shell("box", "list", "--service", shell.service.folder, code=2)
    assert "--passphrase-file" in ran.output


def test_an_empty_passphrase_is_refused(shell: Shell) -> None:
    (shell.folder / "empty").write_text("\n")
    where = ("--service", shell.folder / "new", "--passphrase-file", shell.folder / "empty")
    shell("service", "init", *where, "--name", "New", code=2)
    assert not (shell.folder / "new").exists()


def test_store_keys_are_renewed_when_asked(shell: Shell) -> None:
    (shell.folder / "secrets").mkdir()
    (shell.folder / "secrets" / "store-known-hosts").write_text("nas ssh-ed25519 AAAA\n")
    store = ("--store-credentials", shell.folder / "secrets")
    shell.new("attune-01", "--store", "sftp://{box}@nas/films", *store)
    before = Records(shell.service).get("attune-01").settings.store
    options = ("--new-store-keys", *store, "--out", shell.folder / "renewed")
    shell("box", "renew", "attune-01", *shell.common, *options)
    after = Records(shell.service).get("attune-01").settings.store
    assert before is not None
    assert after is not None
    assert after.url == before.url
    assert after.credentials["store-key"] != before.credentials["store-key"]
    line = (shell.folder / "renewed" / "server" / "sftp" / "attune-01").read_text()
    assert line != (shell.folder / "made" / "server" / "sftp" / "attune-01").read_text()


def test_the_fleet_says_by_its_code_whether_all_is_well(shell: Shell) -> None:
    shell.new("attune-01")
    boxes = shell.folder / "store" / "boxes"
    boxes.mkdir(parents=True)
    store = ("--store", (shell.folder / "store").as_uri())
    assert "never" in shell("fleet", *shell.common, *store, code=8).stdout
    key = Ed25519PrivateKey.generate()
    (shell.folder / "pub").write_text(f"{sshsig.key_line(sshsig.public_bytes(key))} attune-01\n")
    shell("box", "add-key", "attune-01", shell.folder / "pub", *shell.common)
    facts = {"version": "0.1.0", "bytes_free": 9, "bytes_total": 10}
    HealthReport(box="attune-01", when="2999-01-01T00:00:00Z", **facts).write(boxes, key)  # type: ignore[arg-type]
    found = json.loads(shell("fleet", *shell.common, *store, "--json").stdout)["boxes"]
    assert (found[0]["flags"], found[0]["report"]["version"]) == ([], "0.1.0")
    shell("fleet", *shell.common, "--store", "file:///nowhere/at/all", code=1)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(shell: Shell, command: str) -> None:
    said = shell(command, "--help").stdout
    assert len(said.splitlines()) > 8
    assert "attune provision" in shell("--help").stdout


def test_labels_are_for_their_reader_alone(shell: Shell) -> None:
    shell.new("attune-01")
    pdf = shell.folder / "labels.pdf"
    shell("labels", *shell.common, "--out", pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert pdf.stat().st_mode & 0o077 == 0
