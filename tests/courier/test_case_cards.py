"""Case cards on their way down: taken when a known desk signed them, left where they are in every other case."""

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.case_cards import CardSettings, fetch
from sealed.age import generate
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.papers.preparation import Preparation, SealedPreparation, box_recipient
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.errors import StoreAway
from stores.folder import FolderStore

BOX = Ed25519PrivateKey.generate()


def at(day: int) -> str:
    return f"2026-11-{day:02}T09:00:00Z"


class Service:
    """A desk, a store, and a box that believes the desk."""

    def __init__(self, home: Path) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.store = FolderStore(home / "store")
        self.there = home / "store" / "cards" / "box-07"
        self.there.mkdir(parents=True)
        self.here = home / "cards"
        self.here.mkdir()
        self.desks = home / "desks"
        line = sshsig.key_line(sshsig.public_bytes(self.key))
        self.desks.write_text(f'desk-3 namespaces="attune-case" {line}\n')
        self.recipient = str(generate().recipient)

    def issue(self, case: str, day: int = 1, key: Ed25519PrivateKey | None = None) -> CaseCard:
        card = CaseCard(case=case, issued=at(day), recipient=self.recipient, until=at(30))
        card.write(self.there, key or self.key)
        return card

    def revoke(self, case: str, day: int, key: Ed25519PrivateKey | None = None) -> None:
        CardRevocation(case=case, issued=at(day)).write(self.there, key or self.key)

    def fetch(self) -> list[str]:
        return asyncio.run(fetch(self.store, CardSettings("box-07", str(self.here), str(self.desks))))

    def cards(self) -> dict[str, CaseCard]:
        return CaseCards.read(self.here, Signers.read(self.desks), None).good


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


def test_cards_come_once(service: Service) -> None:
    cards = {case: service.issue(case) for case in ("AB-12", "C3")}
    assert service.fetch() == ["AB-12", "C3"]
    assert service.cards() == cards
    assert service.fetch() == []


def test_a_newer_card_replaces_an_older_one_and_not_the_other_way_round(service: Service) -> None:
    service.issue("AB-12", day=2)
    service.fetch()
    service.issue("AB-12", day=1)
    assert service.fetch() == []
    newest = service.issue("AB-12", day=3)
    assert service.fetch() == ["AB-12"]
    assert service.cards() == {"AB-12": newest}


def prepare(service: Service, point: str, day: int) -> SealedPreparation:
    recipient, said = box_recipient(BOX), Preparation(points=(point,))
    paper = SealedPreparation.for_box(recipient, said, case="AB-12", issued=at(day))
    paper.write(service.there, service.key)
    return paper


def test_a_preparation_comes_with_its_card_and_goes_with_its_revocation(service: Service) -> None:
    kept = service.here / "AB-12.prepare.json"
    service.issue("AB-12", day=2)
    prepare(service, "Wait", day=2)
    assert service.fetch() == ["AB-12"]
    newer = prepare(service, "Name it", day=3)
    assert service.fetch() == ["AB-12"]
    prepare(service, "Wait", day=2)
    assert service.fetch() == []
    found = SealedPreparation.read(kept, Signers.read(service.desks), None)
    assert (found, found.opened(BOX)) == (newer, Preparation(points=("Name it",)))
    service.revoke("AB-12", day=2)
    service.fetch()
    assert kept.exists(), "it was sent after the revocation"
    service.revoke("AB-12", day=4)
    service.fetch()
    assert sorted(path.name for path in service.here.iterdir()) == [
        "AB-12.json", "AB-12.json.sig", "AB-12.revoked.json", "AB-12.revoked.json.sig",
    ]  # fmt: skip


def prepared(service: Service) -> list[str]:
    return sorted(path.name for path in service.here.iterdir() if ".prepare." in path.name)


def test_a_store_that_replays_a_revoked_preparation_brings_nothing_back(service: Service) -> None:
    service.issue("AB-12", day=2)
    prepare(service, "Wait", day=2)
    service.fetch()
    assert prepared(service) == ["AB-12.prepare.json", "AB-12.prepare.json.sig"]
    service.revoke("AB-12", day=3)
    service.fetch()
    for _round in range(2):
        assert (service.there / "AB-12.prepare.json").exists()
        assert service.fetch() == []
        assert prepared(service) == []
    prepare(service, "Wait", day=4)
    assert service.fetch() == ["AB-12"], "sent after the revocation"


@pytest.mark.parametrize("away", [False, True])
def test_what_a_power_cut_left_beside_a_revocation_goes_in_the_next_round(service: Service, away: bool) -> None:
    prepare(service, "Wait", day=2).write(service.here, service.key)
    CardRevocation(case="AB-12", issued=at(3)).write(service.here, service.key)
    (service.here / "AB-12.prepare.json.tmp").write_bytes(b"half of it")
    if away:
        service.store.root.rename(service.store.root.with_name("unplugged"))
        with pytest.raises(StoreAway):
            service.fetch()
    else:
        assert service.fetch() == []
    assert prepared(service) == []


def test_a_card_by_a_stranger_is_left_there(service: Service) -> None:
    service.issue("AB-12", key=Ed25519PrivateKey.generate())
    assert service.fetch() == []
    assert list(service.here.iterdir()) == []


@pytest.mark.parametrize("spoil", ["body", "signature", "no signature", "name", "too long", "not a case"])
def test_a_card_that_cannot_be_used_spoils_no_other(service: Service, spoil: str) -> None:
    service.issue("AB-12")
    bad = service.issue("BAD")
    path, signature = service.there / "BAD.json", service.there / "BAD.json.sig"
    match spoil:
        case "body":
            path.write_bytes(bad.encode().replace(b"2026", b"2027"))
        case "signature":
            signature.write_bytes(b"nonsense")
        case "no signature":
            signature.unlink()
        case "name":
            path.rename(service.there / "OTHER.json")
            signature.rename(service.there / "OTHER.json.sig")
        case "too long":
            path.write_bytes(bad.encode() + b" " * 20_000)
        case "not a case":
            path.rename(service.there / "..bad.json")
    assert service.fetch() == ["AB-12"]
    assert list(service.cards()) == ["AB-12"]


def test_no_cards_no_desks_no_store(service: Service) -> None:
    assert service.fetch() == []
    service.issue("AB-12")
    service.desks.rename(service.desks.with_name("gone"))
    assert service.fetch() == []
    service.desks.with_name("gone").rename(service.desks)
    service.store.root.rename(service.store.root.with_name("unplugged"))
    with pytest.raises(StoreAway):
        service.fetch()


def test_a_card_that_the_card_of_the_box_lost_half_of_comes_again(service: Service) -> None:
    service.issue("AB-12")
    service.fetch()
    (service.here / "AB-12.json.sig").unlink()
    assert service.fetch() == ["AB-12"]
    assert list(service.cards()) == ["AB-12"]


def test_a_revocation_comes_beside_the_cards_and_stays(service: Service) -> None:
    service.issue("AB-12", day=2)
    service.issue("C3", day=2)
    service.revoke("AB-12", day=3)
    service.revoke("C3", day=3, key=Ed25519PrivateKey.generate())
    assert service.fetch() == ["AB-12", "C3"]
    assert list(service.cards()) == ["C3"]
    service.revoke("AB-12", day=1)
    assert service.fetch() == [], "an older revocation replaces no newer one"
    for path in service.there.iterdir():
        path.unlink()
    assert service.fetch() == []
    assert list(service.cards()) == ["C3"], "a store that lost a revocation does not bring the card back"
    service.issue("AB-12", day=4)
    assert service.fetch() == ["AB-12"]
    assert list(service.cards()) == ["AB-12", "C3"]
