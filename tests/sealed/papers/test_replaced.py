"""A desk's paper that is replaced: whoever reads meanwhile, or after a cut, has the old one or the new one."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import generate
from sealed.durable import Folder
from sealed.errors import CardError
from sealed.papers.case_card import CaseCard
from sealed.papers.case_paper import NAMESPACE, put_signed
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from tests.support.medium import Recorder
from tests.support.small_films import Unflushed

KEYS = [Ed25519PrivateKey.generate() for _ in range(2)]
DESKS = Signers.parse(
    b"".join(
        f'desk-{number} namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(key))}\n'.encode()
        for number, key in enumerate(KEYS)
    )
)
RECIPIENT = str(generate().recipient)
NAME = "K-17.json"


def card(number: int) -> CaseCard:
    """The case's cards, one newer than the other."""
    return CaseCard(
        case="K-17", issued=f"2026-11-22T14:05:0{number}Z", recipient=RECIPIENT, until="2027-05-01T00:00:00Z"
    )


def signature(number: int, by: int) -> bytes:
    return sshsig.sign(KEYS[by], card(number).encode(), NAMESPACE).encode()


class Cuts(Recorder):
    """Reads the card in every state that a cut may leave, after every operation."""

    def __init__(self, root: Path, scratch: Path) -> None:
        super().__init__(root)
        self.found: list[CaseCard] = []
        self._scratch = scratch

    def after(self) -> None:
        """Read it in each."""
        for state in [self.medium.now(self.root), *self.medium.cuts(self.root)]:
            folder = state.lay_down(self._scratch / str(len(self.found)))
            self.found.append(CaseCard.read(folder / NAME, DESKS, None))
            assert CaseCard.signer_of(folder / NAME) == sshsig.public_bytes(KEYS[card(1) == self.found[-1]])


def test_a_cut_leaves_the_old_card_or_the_new_one(tmp_path: Path) -> None:
    """Which may be by another desk."""
    shelf, scratch = tmp_path / "shelf", tmp_path / "cuts"
    shelf.mkdir()
    scratch.mkdir()
    card(0).write(shelf, KEYS[0])
    disk = Cuts(shelf, scratch)
    with Folder(shelf, disk) as folder:
        put_signed(folder, NAME, card(1).encode(), signature(1, by=1))
    assert disk.found[0] == card(0)
    assert disk.found[-1] == card(1)
    assert len(disk.found) > 20
    assert sorted(path.name for path in shelf.iterdir()) == [NAME, f"{NAME}.sig"]


def test_one_file_after_the_other_is_not_enough(tmp_path: Path) -> None:
    """The control."""
    shelf, scratch = tmp_path / "shelf", tmp_path / "cuts"
    shelf.mkdir()
    scratch.mkdir()
    card(0).write(shelf, KEYS[0])
    with Folder(shelf, Cuts(shelf, scratch)) as folder, pytest.raises(CardError):
        folder.put(NAME, card(1).encode())
        folder.put(f"{NAME}.sig", signature(1, by=1))


def test_a_card_that_is_replaced_again_and_again_is_always_good(tmp_path: Path) -> None:
    card(0).write(tmp_path, KEYS[0])
    signatures = [signature(number, by=number) for number in range(2)]

    def replace() -> None:
        with Folder(tmp_path, Unflushed()) as folder:
            for number in (1, 0) * 20:
                put_signed(folder, NAME, card(number).encode(), signatures[number])
                time.sleep(0.01)  # longer than a tick of a file's clock

    with ThreadPoolExecutor(1) as pool:
        replacing = pool.submit(replace)
        seen = 0
        while not replacing.done():
            assert CaseCard.read(tmp_path / NAME, DESKS, None) in (card(0), card(1))
            seen += 1
        replacing.result()
    assert seen
