"""The receipt and the wipe record of docs/format.md: the code spells them so, and `ssh-keygen` believes them."""

import re
import subprocess
from pathlib import Path

import msgspec
import pytest

from sealed.papers.receipt import Receipt, decode
from sealed.papers.wipe_record import WipeRecord
from tests.support.sample_film import FILM

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text()
SECTION = PAGE[PAGE.index("### A receipt") : PAGE.index("### An erasure certificate")]
RECEIPT, RECEIPT_SIG, WIPE, WIPE_SIG, SIGNERS, COMMANDS = re.findall(r"^```\n(.*?\n)```$", SECTION, re.M | re.S)


def test_the_receipt_is_spelled_so() -> None:
    receipt = decode(RECEIPT.encode())
    assert receipt.encode() == RECEIPT.encode()
    assert receipt.film == FILM


@pytest.mark.process
def test_the_wipe_record_is_spelled_so_and_relies_on_that_receipt() -> None:
    record = msgspec.json.decode(WIPE, type=WipeRecord)
    assert msgspec.json.encode(record) + b"\n" == WIPE.encode()
    receipt = decode(RECEIPT.encode())
    assert record.receipt is not None
    assert (record.receipt.store, record.receipt.when) == (receipt.store, receipt.when)
    assert record.receipt.sha256 == sha256(RECEIPT.encode())
    assert [(gone.name, gone.size) for gone in record.objects] == [(one.name, one.size) for one in receipt.objects]


@pytest.mark.parametrize("kind", [Receipt, WipeRecord])
def test_every_field_is_explained(kind: type[msgspec.Struct]) -> None:
    said = SECTION[: SECTION.index("### A wipe record")] if kind is Receipt else SECTION
    fields = [field.encode_name for field in msgspec.structs.fields(kind)]
    assert [name for name in fields if f"`{name}`" not in said and name not in ("film",)] == []


@pytest.mark.process
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("spoiled", [False, True])
def test_ssh_keygen_believes_both_by_the_commands_that_are_told(tmp_path: Path, number: int, spoiled: bool) -> None:
    (tmp_path / "allowed_signers").write_text(SIGNERS)
    for folder, body, signature in (("receipts", RECEIPT, RECEIPT_SIG), ("wiped", WIPE, WIPE_SIG)):
        (tmp_path / folder).mkdir()
        text = body.replace("292386", "292387") if spoiled else body
        (tmp_path / folder / "FILM.json").write_text(text)
        (tmp_path / folder / "FILM.json.sig").write_text(signature)
    command = COMMANDS.splitlines()[number]
    said = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (said.returncode == 0) is not spoiled, said
    assert ("Good" in said.stdout) is not spoiled


def sha256(body: bytes) -> str:
    return subprocess.run(["sha256sum"], input=body, capture_output=True, check=True).stdout.decode().split()[0]
