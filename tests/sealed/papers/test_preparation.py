"""What a desk sends a box for the next visit: read by that box alone, and no film is ever sealed to its key."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import parse_recipient
from sealed.errors import CardError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.papers.case_paper import NAMESPACE
from sealed.papers.preparation import Preparation, SealedPreparation, box_identity, box_recipient
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

DESK, BOX = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
DESKS = Signers.parse(f'desk-1 namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(DESK))}\n'.encode())
NOW = datetime(2026, 12, 1, tzinfo=UTC)
ISSUED = "2026-11-22T14:05:09Z"
SAID = Preparation(question="How do I calm her?", points=("Name what she does", "Wait \U0001f642"))
LONG = Preparation(question="\U0001f642" * 500, points=("\U0001f642" * 200,) * 12)


def sealed(said: Preparation = SAID, box: Ed25519PrivateKey = BOX) -> SealedPreparation:
    return SealedPreparation.for_box(box_recipient(box), said, case="K-17", issued=ISSUED)


@pytest.mark.parametrize("said", [SAID, LONG, Preparation()], ids=["usual", "longest", "nothing"])
def test_a_box_reads_what_was_sealed_to_it(tmp_path: Path, said: Preparation) -> None:
    path = sealed(said).write(tmp_path, DESK)
    assert path.name == "K-17.prepare.json"
    found = SealedPreparation.read(path, DESKS, NOW)
    assert found.opened(BOX) == said
    assert b"calm" not in path.read_bytes()


def test_another_box_reads_nothing_and_neither_does_whoever_changes_it() -> None:
    paper = sealed()
    assert paper.opened(DESK) is None
    for text in ("", "AAAA", "no base64", paper.sealed[:-8], paper.sealed.replace("a", "b")):
        assert SealedPreparation(case="K-17", issued=ISSUED, sealed=text).opened(BOX) is None


def test_only_a_known_desk_sends_one_and_no_paper_passes_for_another(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="no desk"):
        SealedPreparation.read(sealed().write(tmp_path, BOX), DESKS, NOW)
    card = CaseCard(case="K-17", issued=ISSUED, recipient=box_recipient(BOX), until="2027-05-01T00:00:00Z")
    path = card.write(tmp_path, DESK)
    for ending in ("", ".sig"):
        (tmp_path / f"K-17.prepare.json{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    with pytest.raises(CardError, match="preparation"):
        SealedPreparation.read(tmp_path / "K-17.prepare.json", DESKS, NOW)


def test_cards_are_read_as_if_it_were_not_there(tmp_path: Path) -> None:
    sealed().write(tmp_path, DESK)
    assert CaseCards.read(tmp_path, DESKS, NOW) == CaseCards({}, {})
    (tmp_path / "K-17.prepare.json").write_bytes(b"damaged")
    assert CaseCards.read(tmp_path, DESKS, NOW) == CaseCards({}, {})


def test_a_revocation_ends_what_was_sent_until_then() -> None:
    assert CardRevocation(case="K-17", issued=ISSUED).revokes(sealed())
    assert not CardRevocation(case="K-17", issued="2026-11-22T14:05:08Z").revokes(sealed())


def test_a_boxes_key_is_its_own_and_stays() -> None:
    assert box_recipient(BOX) == box_recipient(BOX) != box_recipient(DESK)
    assert str(parse_recipient(box_recipient(BOX))) == str(box_identity(BOX).recipient)
    assert box_recipient(BOX).startswith("age1pq1")
