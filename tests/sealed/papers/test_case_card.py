"""Case cards: what a box takes from a desk, and what it does not."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import generate
from sealed.errors import CardError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.papers.case_paper import NAMESPACE
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

DESK = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = f'desk-1 namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(DESK))}\n'
DESKS = Signers.parse(LINE.encode())
ISSUED, UNTIL = "2026-11-22T14:05:09Z", "2027-05-01T00:00:00Z"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def recipient() -> str:
    return str(generate().recipient)


def test_a_card_is_read_as_it_was_written(tmp_path: Path, recipient: str) -> None:
    card = CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL)
    path = card.write(tmp_path, DESK)
    assert path == tmp_path / "K-17.json"
    assert CaseCard.read(path, DESKS, NOW) == card


@pytest.mark.process
def test_ssh_keygen_checks_a_card(tmp_path: Path, recipient: str) -> None:
    path = CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    (tmp_path / "desks").write_text(LINE)
    check = ["ssh-keygen", "-Y", "verify", "-f", "desks", "-I", "desk-1", "-n", NAMESPACE, "-s", f"{path}.sig"]
    subprocess.run(check, cwd=tmp_path, input=path.read_bytes(), check=True, capture_output=True)


@pytest.mark.parametrize("case", ["", "k-17", "Müller", "K 17", "../K-17", "K" * 17, "-K"])
def test_a_case_is_a_code_and_never_a_name(case: str, recipient: str) -> None:
    with pytest.raises(ValueError, match="code"):
        CaseCard(case=case, issued=ISSUED, recipient=recipient, until=UNTIL)


def test_a_card_needs_a_recipient_that_films_can_be_sealed_to() -> None:
    with pytest.raises(ValueError, match="recipient"):
        CaseCard(case="K-17", issued=ISSUED, recipient="age1nobody", until=UNTIL)


def test_a_flipped_bit_or_a_strange_desk_spoils_one_card_only(tmp_path: Path, recipient: str) -> None:
    CaseCard(case="GOOD", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    flipped = CaseCard(case="FLIPPED", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    body = bytearray(flipped.read_bytes())
    body[len(body) // 2] ^= 1
    flipped.write_bytes(body)
    CaseCard(case="STRANGE", issued=ISSUED, recipient=recipient, until=UNTIL).write(
        tmp_path, Ed25519PrivateKey.generate()
    )
    renamed = CaseCard(case="OTHER", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    for suffix in ("", ".sig"):
        Path(f"{renamed}{suffix}").rename(tmp_path / f"RENAMED.json{suffix}")
    CaseCard(case="UNSIGNED", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    (tmp_path / "UNSIGNED.json.sig").unlink()
    cards = CaseCards.read(tmp_path, DESKS, NOW)
    assert list(cards.good) == ["GOOD"]
    assert len(cards.bad) == 4
    for name in ("FLIPPED", "STRANGE", "RENAMED", "UNSIGNED"):
        with pytest.raises(CardError, match=name):
            CaseCard.read(tmp_path / f"{name}.json", DESKS, NOW)


@pytest.mark.parametrize("until", [ISSUED, "2026-01-01T00:00:00Z", "2027-02-31T00:00:00Z", UNTIL + "\n", "2027-05-01"])
def test_a_card_ends_at_a_real_time_after_it_began(recipient: str, until: str) -> None:
    body = b'{"card":1,"case":"K-17","issued":"%b","recipient":"%b","until":%b}'
    fields = (ISSUED.encode(), recipient.encode(), msgspec.json.encode(until))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body % fields, type=CaseCard)


def test_a_card_that_ended_is_not_offered(tmp_path: Path, recipient: str) -> None:
    CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    last = datetime(2027, 5, 1, tzinfo=UTC)
    assert list(CaseCards.read(tmp_path, DESKS, last).good) == ["K-17"]
    cards = CaseCards.read(tmp_path, DESKS, last + timedelta(seconds=1))
    assert (cards.good, list(cards.bad)) == ({}, ["K-17"])
    assert "ended on 2027-05-01" in cards.bad["K-17"]
    assert list(CaseCards.read(tmp_path, DESKS, None).good) == ["K-17"], "filming waits for no clock"


def test_a_revoked_card_is_not_offered_and_a_newer_one_is(tmp_path: Path, recipient: str) -> None:
    CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    path = CardRevocation(case="K-17", issued="2026-11-25T00:00:00Z").write(tmp_path, DESK)
    assert path.name == "K-17.revoked.json"
    cards = CaseCards.read(tmp_path, DESKS, NOW)
    assert cards.good == {}
    assert "was revoked on 2026-11-25" in cards.bad["K-17"]
    CaseCard(case="K-17", issued="2026-11-25T00:00:01Z", recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    assert list(CaseCards.read(tmp_path, DESKS, NOW).good) == ["K-17"]


def test_only_a_known_desk_revokes_and_no_paper_passes_for_the_other(tmp_path: Path, recipient: str) -> None:
    card = CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    CardRevocation(case="K-17", issued=ISSUED).write(tmp_path, Ed25519PrivateKey.generate())
    cards = CaseCards.read(tmp_path, DESKS, NOW)
    assert (list(cards.good), list(cards.bad)) == (["K-17"], ["K-17.revoked"])
    for suffix in ("", ".sig"):
        (tmp_path / f"K-17.revoked.json{suffix}").write_bytes(Path(f"{card}{suffix}").read_bytes())
    with pytest.raises(CardError, match="revocation"):
        CardRevocation.read(tmp_path / "K-17.revoked.json", DESKS, NOW)


def test_a_desk_whose_key_has_ended_issues_no_cards_but_its_revocations_stay(tmp_path: Path, recipient: str) -> None:
    key = sshsig.key_line(sshsig.public_bytes(DESK))
    limited = Signers.parse(f'desk-1 valid-before="20261130Z" {key}\n'.encode())
    CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    assert list(CaseCards.read(tmp_path, limited, datetime(2026, 11, 29, tzinfo=UTC)).good) == ["K-17"]
    for at in (NOW, None):
        assert CaseCards.read(tmp_path, limited, at).good == {}
    CardRevocation(case="K-17", issued=ISSUED).write(tmp_path, DESK)
    assert CardRevocation.read(tmp_path / "K-17.revoked.json", limited, NOW).case == "K-17"


@pytest.mark.parametrize("name", ["K-17.json", "K-17.json.sig"])
def test_neither_a_link_nor_a_pipe_nor_a_huge_file_is_read(tmp_path: Path, recipient: str, name: str) -> None:
    CaseCard(case="K-17", issued=ISSUED, recipient=recipient, until=UNTIL).write(tmp_path, DESK)
    (tmp_path / "real").write_bytes((tmp_path / name).read_bytes())
    for place in (lambda path: path.symlink_to("real"), os.mkfifo, lambda path: path.write_bytes(b" " * 20_000)):
        (tmp_path / name).unlink()
        place(tmp_path / name)
        assert list(CaseCards.read(tmp_path, DESKS, NOW).bad) == ["K-17"]
