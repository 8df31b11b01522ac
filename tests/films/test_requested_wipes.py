"""Wipe requests: obeyed for the films that they name, and for no other film, desk or moment."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.film_service import FilmService
from appliance.films.about import AboutFilms
from appliance.films.copies import Copies
from appliance.films.receipts import Receipts
from appliance.films.requested_wipes import PapersInForce, RequestedWipes
from appliance.films.shelf import Shelf
from appliance.films.wipe import DOOMED, Wiper
from sealed.age import Identity, generate
from sealed.film.facts import Started, fingerprint
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.wipe_record import WipeRecord
from sealed.papers.wipe_request import NAMESPACE, WipeRequest
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.sample_film import FILM, OTHER, Studio
from tests.support.syncing import run

ISSUED = "2026-12-01T09:00:00Z"


class Recording:
    """A box that films nothing, or one film."""

    making: str | None = None

    def finish(self) -> None:
        raise AssertionError("a film being made was ended")

    def confirm(self) -> None:
        raise AssertionError("somebody was asked to press the button")

    def changed(self) -> None:
        pass

    def now(self) -> Started:
        return Started("2026-12-01T10:00:00Z", "ntp")


class Box:
    """One with two cases of one film each: A, whose desk asks, and B."""

    def __init__(self, home: Path) -> None:
        self.desk, self.home, self.recording = Ed25519PrivateKey.generate(), home, Recording()
        self.keys: dict[str, Identity] = {"A": generate(), "B": generate()}
        signer = Studio().key
        self.shelf, self.about = Shelf(home / "films", signer), AboutFilms(home / "about")
        for code, film in (("A", FILM), ("B", OTHER)):
            Studio(identity=self.keys[code]).film(self.shelf.folder, film)
            self.about.begin(film, code, "before")
        self.receipts = Receipts(home / "receipts", signer)
        self.wiper = Wiper(self.shelf.folder, home / "wiped", signer, self.recording.now, Copies(home / "copies"))
        self.store = FolderStore(home / "store")
        self.films = FilmService(
            self.recording, self.shelf, self.receipts, self.wiper, self.about, home / "desks", (self.store.name,)
        )
        for folder in ("store", "cards"):
            (home / folder).mkdir()
        self.know(self.desk)
        self.papers = PapersInForce(home / "cards", home / "desks", self.clock, self.shelf, self.about)
        self.wipes = RequestedWipes(lambda: self.recording.making is None, self.papers, self.films)

    def know(self, desk: Ed25519PrivateKey, namespaces: str = f"attune-case,{NAMESPACE}") -> None:
        line = sshsig.key_line(sshsig.public_bytes(desk))
        (self.home / "desks").write_text(f'desk-3 namespaces="{namespaces}" {line}\n')

    def clock(self) -> datetime:
        return datetime(2026, 12, 1, 10, tzinfo=UTC)

    def sync(self, film: str) -> None:
        self.films.receipt(film, run(self.shelf.folder / film, self.store).encode())

    def ask(
        self,
        why: Literal["completed", "withdrawn"] = "completed",
        films: tuple[str, ...] | None = None,
        code: str = "A",
        key: str = "A",
        desk: Ed25519PrivateKey | None = None,
    ) -> WipeRequest:
        sealed_to = fingerprint(str(self.keys[key].recipient))
        request = WipeRequest(case=code, issued=ISSUED, recipients=(sealed_to,), films=films, why=why)
        request.write(self.home / "cards", desk or self.desk)
        return request

    def record(self, film: str = FILM) -> WipeRecord:
        return msgspec.json.decode((self.home / "wiped" / f"{film}.json").read_bytes(), type=WipeRecord)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_a_film_of_a_complete_case_goes_once_the_store_has_it(box: Box) -> None:
    request = box.ask()
    assert box.wipes.look() == []
    assert box.shelf.ids() == [FILM, OTHER]
    assert box.films.queued().queued == (FILM,), "the courier was asked to bring it to the store"
    assert request.digest not in box.papers.in_force()
    box.sync(FILM)
    assert box.wipes.look() == [FILM]
    assert box.shelf.ids() == [OTHER]
    assert (box.record().why, box.record().request) == ("receipt", request.digest)
    assert box.papers.in_force() == (request.digest,)
    assert not (box.home / "about" / f"{FILM}.json").exists()


def test_a_film_that_the_family_does_not_want_goes_at_once_and_from_the_store_too(box: Box) -> None:
    box.sync(FILM)
    request = box.ask("withdrawn")
    assert box.wipes.look() == [FILM]
    assert (box.record().why, box.record().request) == ("discard", request.digest)
    assert [each.film for each in box.films.queued().removals] == [FILM]


def test_only_the_films_that_it_names(box: Box) -> None:
    request = box.ask("withdrawn", films=(OTHER,))
    assert box.wipes.look() == []
    assert box.papers.in_force() == (request.digest,), "nothing that it names is here"
    box.ask("withdrawn", films=(FILM,))
    assert box.wipes.look() == [FILM]


@pytest.mark.parametrize("spoil", ["another case's key", "another case", "strange desk", "no namespace", "no list"])
def test_what_is_not_obeyed(box: Box, spoil: str) -> None:
    match spoil:
        case "another case's key":
            box.ask("withdrawn", code="A", key="B")
        case "another case":
            box.ask("withdrawn", code="B", key="A")
        case "strange desk":
            box.ask("withdrawn", desk=Ed25519PrivateKey.generate())
        case "no namespace":
            box.know(box.desk, "attune-case")
            box.ask("withdrawn")
        case _:
            box.ask("withdrawn")
            (box.home / "desks").unlink()
    assert box.wipes.look() == []
    assert box.shelf.ids() == [FILM, OTHER]


def test_nothing_goes_while_somebody_films(box: Box) -> None:
    box.ask("withdrawn")
    box.recording.making = FILM
    assert box.wipes.look() == []
    box.recording.making = None
    assert box.wipes.look() == [FILM]


def test_a_film_for_two_keys_is_not_one_of_the_cases(box: Box) -> None:
    request = WipeRequest(
        case="A", issued=ISSUED, recipients=("SHA256:" + "a" * 43, "SHA256:" + "b" * 43), films=None, why="withdrawn"
    )
    assert request.names(FILM, ("SHA256:" + "a" * 43,))
    assert not request.names(FILM, request.recipients)


def test_the_report_names_cards_in_use_and_revocations(box: Box) -> None:
    recipient = str(box.keys["A"].recipient)
    card = CaseCard(case="A", issued=ISSUED, recipient=recipient, until="2027-06-01T00:00:00Z")
    card.write(box.home / "cards", box.desk)
    assert box.papers.in_force() == (card.digest,)
    revocation = CardRevocation(case="A", issued=ISSUED)
    revocation.write(box.home / "cards", box.desk)
    assert box.papers.in_force() == (revocation.digest,)


def test_what_is_known_of_a_film_may_be_lost(box: Box) -> None:
    box.about.forget(FILM)
    box.ask("withdrawn")
    assert box.wipes.look() == [FILM]


def test_a_film_that_was_made_without_a_card_is_of_no_case(box: Box) -> None:
    box.about.forget(FILM)
    box.about.begin(FILM, None, "before")
    box.ask("withdrawn")
    assert box.wipes.look() == []


def test_another_desk_than_the_cards_may_not_ask(box: Box) -> None:
    other = Ed25519PrivateKey.generate()
    card = CaseCard(case="A", issued=ISSUED, recipient=str(box.keys["A"].recipient), until="2027-06-01T00:00:00Z")
    card.write(box.home / "cards", box.desk)
    keys = [sshsig.key_line(sshsig.public_bytes(key)) for key in (box.desk, other)]
    lines = [f'desk-{number} namespaces="attune-case,{NAMESPACE}" {key}\n' for number, key in enumerate(keys)]
    (box.home / "desks").write_text("".join(lines))
    refused = box.ask("withdrawn", desk=other)
    assert box.wipes.look() == []
    assert refused.digest not in box.papers.in_force()
    box.ask("withdrawn")
    assert box.wipes.look() == [FILM]


def test_a_card_that_is_damaged_is_said_to_be_that(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    card = CaseCard(case="A", issued=ISSUED, recipient=str(box.keys["A"].recipient), until="2027-06-01T00:00:00Z")
    path = card.write(box.home / "cards", box.desk)
    path.write_bytes(path.read_bytes()[:-2])
    box.ask("withdrawn")
    assert box.wipes.look() == []
    assert "Which desk signed the case's card cannot be told: " in caplog.text
    card.write(box.home / "cards", box.desk)
    assert box.wipes.look() == [FILM]


def test_it_is_not_done_while_a_film_cannot_be_read(box: Box) -> None:
    facts = box.shelf.folder / FILM / "film.json"
    whole = facts.read_bytes()
    facts.write_bytes(b"damaged")
    request = box.ask("withdrawn")
    assert box.wipes.look() == []
    assert request.digest not in box.papers.in_force()
    facts.write_bytes(whole)
    assert box.wipes.look() == [FILM]
    assert request.digest in box.papers.in_force()


def test_it_is_not_done_while_a_wipe_is_in_its_middle(box: Box) -> None:
    request = box.ask("withdrawn")
    (box.shelf.folder / FILM).rename(box.shelf.folder / f"{DOOMED}{FILM}")
    assert request.digest not in box.papers.in_force()
