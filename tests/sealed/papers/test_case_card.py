"""Case cards: what a box takes from a desk, and what it does not."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import generate
from sealed.errors import CardError
from sealed.papers.case_card import NAMESPACE, Card, Cards
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

DESK = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = f'desk-1 namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(DESK))}\n'
DESKS = Signers.parse(LINE.encode())
ISSUED = "2026-11-22T14:05:09Z"


@pytest.fixture(scope="module")
def recipient() -> str:
    return str(generate().recipient)


def test_a_card_is_read_as_it_was_written(tmp_path: Path, recipient: str) -> None:
    card = Card(case="K-17", recipient=recipient, issued=ISSUED)
    path = card.write(tmp_path, DESK)
    assert path == tmp_path / "K-17.json"
    assert Card.read(path, DESKS) == card


def test_ssh_keygen_checks_a_card(tmp_path: Path, recipient: str) -> None:
    path = Card(case="K-17", recipient=recipient, issued=ISSUED).write(tmp_path, DESK)
    (tmp_path / "desks").write_text(LINE)
    check = ["ssh-keygen", "-Y", "verify", "-f", "desks", "-I", "desk-1", "-n", NAMESPACE, "-s", f"{path}.sig"]
    subprocess.run(check, cwd=tmp_path, input=path.read_bytes(), check=True, capture_output=True)


@pytest.mark.parametrize("case", ["", "k-17", "Müller", "K 17", "../K-17", "K" * 17, "-K"])
def test_a_case_is_a_code_and_never_a_name(case: str, recipient: str) -> None:
    with pytest.raises(ValueError, match="code"):
        Card(case=case, recipient=recipient, issued=ISSUED)


def test_a_card_needs_a_recipient_that_films_can_be_sealed_to() -> None:
    with pytest.raises(ValueError, match="recipient"):
        Card(case="K-17", recipient="age1nobody", issued=ISSUED)


def test_a_flipped_bit_or_a_strange_desk_spoils_one_card_only(tmp_path: Path, recipient: str) -> None:
    Card(case="GOOD", recipient=recipient, issued=ISSUED).write(tmp_path, DESK)
    flipped = Card(case="FLIPPED", recipient=recipient, issued=ISSUED).write(tmp_path, DESK)
    body = bytearray(flipped.read_bytes())
    body[len(body) // 2] ^= 1
    flipped.write_bytes(body)
    Card(case="STRANGE", recipient=recipient, issued=ISSUED).write(tmp_path, Ed25519PrivateKey.generate())
    renamed = Card(case="OTHER", recipient=recipient, issued=ISSUED).write(tmp_path, DESK)
    for suffix in ("", ".sig"):
        Path(f"{renamed}{suffix}").rename(tmp_path / f"RENAMED.json{suffix}")
    Card(case="UNSIGNED", recipient=recipient, issued=ISSUED).write(tmp_path, DESK)
    (tmp_path / "UNSIGNED.json.sig").unlink()
    cards = Cards.read(tmp_path, DESKS)
    assert list(cards.good) == ["GOOD"]
    assert len(cards.bad) == 4
    for name in ("FLIPPED", "STRANGE", "RENAMED", "UNSIGNED"):
        with pytest.raises(CardError, match=name):
            Card.read(tmp_path / f"{name}.json", DESKS)
