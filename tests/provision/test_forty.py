"""Forty boxes from a table by the command line: nothing shared, nothing secret where it does not belong."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.system.first_boot import first_boot
from provision.authority import read_certificate
from sealed.papers.box_bundle import DOCUMENT, FOLDER
from tests.support.services import recipient

pytestmark = pytest.mark.slow

DRIVER = """
import json, os, sys
log = open(sys.argv[1], "w")
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        log.write(json.dumps([event, os.fsdecode(arguments[0])]) + chr(10))
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        log.write(json.dumps([event, repr(arguments)]) + chr(10))
sys.addaudithook(hook)
from attune.command import main
main(sys.argv[2:])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The boxes' settings, and what the commands wrote, said and started."""
    folder = tmp_path_factory.mktemp("forty")
    (folder / "passphrase").write_text("correct horse battery staple\n")
    (folder / "secrets").mkdir()
    (folder / "secrets" / "store-known-hosts").write_text("nas ssh-ed25519 AAAA\n")
    rows = "".join(f"attune-{number:02},Team {number}\n" for number in range(1, 41))
    (folder / "boxes.csv").write_text("box,place\n" + rows)
    common = ["--service", "svc", "--passphrase-file", "passphrase"]
    store = ["--store", "sftp://{box}@nas/films", "--store-credentials", "secrets"]
    words = run(folder, "provision", "service", "init", *common, "--name", "Family Service")
    began = os.times()
    options = ["--csv", "boxes.csv", "--out", "made", "--recipients", recipient(), *store]
    words += run(folder, "provision", "box", "new", *common, *options)
    words += run(folder, "provision", "labels", *common, "--out", "labels.pdf")
    words += run(folder, "provision", "handout", *common, "--out", "handout")
    ended = os.times()
    took = ended.children_user + ended.children_system - began.children_user - began.children_system
    boxes = [json.loads(path.read_text()) for path in sorted(folder.glob(f"made/*/{FOLDER}/{DOCUMENT}"))]
    log = [json.loads(line) for path in folder.glob("*.log") for line in path.read_text().splitlines()]
    return {"folder": folder, "boxes": boxes, "words": words, "log": log, "took": took}


def run(folder: Path, *arguments: str) -> str:
    log = folder / f"{len(list(folder.glob('*.log')))}.log"
    command = [sys.executable, "-c", DRIVER, str(log), *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def secrets(box: dict[str, Any]) -> dict[str, str]:
    return {"wifi": box["wifi"]["passphrase"], "tls": box["tls"]["key"], **box["store"]["credentials"]}


def test_forty_take_less_than_a_minute_of_one_processor(made: dict[str, Any]) -> None:
    assert len(made["boxes"]) == 40
    assert made["took"] < 60


def test_no_two_share_a_secret_an_address_or_a_name(made: dict[str, Any]) -> None:
    boxes = made["boxes"]
    for facts in (
        [box["address"] for box in boxes],
        [box["host"] for box in boxes],
        [box["serial"] for box in boxes],
        [box["wifi"]["ssid"] for box in boxes],
        [box["store"]["url"] for box in boxes],
        *([secrets(box)[name] for box in boxes] for name in ("wifi", "tls", "store-key")),
        [public_key(box) for box in boxes],
        [read_certificate(box["tls"]["certificate"]).serial_number for box in boxes],
    ):
        assert len(set(facts)) == 40
    networks = {box["address"].rpartition(".")[0] for box in boxes}
    assert len(networks) == 40


def public_key(box: dict[str, Any]) -> bytes:
    key = read_certificate(box["tls"]["certificate"]).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_nothing_secret_is_said_or_handed_to_another_program(made: dict[str, Any]) -> None:
    assert [event for event, _ in made["log"] if event != "open"] == []
    for box in made["boxes"]:
        for secret in secrets(box).values():
            assert secret[40:80] not in made["words"] if len(secret) > 80 else secret not in made["words"]
    assert "correct horse" not in made["words"]


def test_every_file_that_was_written_is_where_it_was_asked_for(made: dict[str, Any]) -> None:
    asked = ("svc/", "made/", "handout/", "labels.pdf", "/dev/null")
    written = {path for event, path in made["log"] if event == "open"}
    assert written
    assert not [path for path in written if not path.startswith(asked)]


def test_secrets_lie_in_the_bundle_alone(made: dict[str, Any]) -> None:
    folder: Path = made["folder"]
    bundles = {folder / "made" / box["box"] / FOLDER / DOCUMENT: box for box in made["boxes"]}
    wanted = {
        secret[-60:].strip().encode(): path
        for path, box in bundles.items()
        for secret in secrets(box).values()
        if not secret.startswith("nas ")
    }
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes().replace(b"\\n", b"\n")
            assert not [owner for secret, owner in wanted.items() if secret in data and owner != path], path
    assert all(path.stat().st_mode & 0o077 == 0 for path in bundles)


def test_at_first_start_each_makes_a_key_of_its_own_and_leaves_nothing_on_the_card(
    made: dict[str, Any], tmp_path: Path
) -> None:
    keys, now = set(), datetime.now(UTC)
    for box in made["boxes"]:
        place, root = tmp_path / box["box"] / "bootfs", tmp_path / box["box"] / "root"
        shutil.copytree(made["folder"] / "made" / box["box"], place)
        assert first_boot(root, [place], None, now).state == "applied"
        left = {path.name: path.read_text() for path in place.rglob("*") if path.is_file()}
        assert list(left) == [f"{box['box']}.pub"]
        keys.add(left.popitem()[1].split()[1])
        assert (root / "etc/attune/hostname").read_text() == f"{box['box']}\n"
    assert len(keys) == 40


def test_what_goes_to_the_server_is_one_key_for_each_account(made: dict[str, Any]) -> None:
    lines = {path.name: path.read_text() for path in made["folder"].glob("made/server/sftp/*")}
    assert sorted(lines) == [box["box"] for box in made["boxes"]]
    assert len({line.split()[-2] for line in lines.values()}) == 40
    assert all(line.startswith('restrict,command="internal-sftp ') for line in lines.values())
