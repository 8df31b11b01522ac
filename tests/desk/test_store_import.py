"""Films out of the service's store, whatever its layout, and case cards into it for every box that was heard of."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from desk import case_cards
from desk.cases.ending_events import FilmErased
from desk.errors import NoFilmHere
from desk.imports.reseal import give_film
from desk.imports.store_source import StoreSource
from desk.imports.take import take_film
from desk.imports.waiting import waiting_films
from desk.signer_line import signer_line
from desk.unlocked import Desk
from sealed.errors import Missing, Swapped
from sealed.film.after import add_after, read_after
from sealed.film.records import Note
from sealed.film.verified import read_verified
from sealed.papers.case_cards import CaseCards
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.folder import FolderStore
from tests.support.desks import filmed, make_desk
from tests.support.sample_film import FILM, OTHER, SECOND, Studio, contents


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    return desk


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


@pytest.mark.parametrize("box", ["", "attune-07/"])
def test_a_film_comes_out_of_the_store(desk: Desk, store: FolderStore, box: str) -> None:
    film = filmed(desk, store.root / box)
    (store.root / "boxes").mkdir()
    (film / "stray.txt").write_text("somebody's")
    source, seen = StoreSource(store), list[tuple[int, int]]()
    assert source.films() == [box + FILM]
    taken = take_film(desk, source, box + FILM, lambda done, total: seen.append((done, total)))
    assert (taken.film, taken.code) == (FILM, "A")
    kept = contents(desk.film_folder(FILM))
    assert kept == {name: data for name, data in contents(film).items() if name != "stray.txt"}
    assert seen[-1] == (sum(map(len, kept.values())),) * 2
    assert desk.films("A")[0].source == store.name


def test_a_film_under_another_films_name_is_refused(desk: Desk, store: FolderStore) -> None:
    film = filmed(desk, store.root)
    shutil.copytree(film, store.root / OTHER)
    with pytest.raises(Swapped, match=f"is named {OTHER}, but the film in it is {FILM}"):
        take_film(desk, StoreSource(store), OTHER)
    assert list(desk.folder.films.iterdir()) == []


@pytest.mark.parametrize("box", ["", "attune-07/"])
def test_a_film_waits_again_when_more_was_said_of_it(desk: Desk, store: FolderStore, box: str) -> None:
    studio = Studio(identity=desk.own)
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    film, source = studio.film(store.root / box), StoreSource(store)

    def say_more() -> None:
        assert waiting_films(desk, source) == []
        add_after(film, Note("0123456789abcdef", "She waits."), [studio.identity.recipient], studio.key)
        assert waiting_films(desk, source) == [box + FILM]
        take_film(desk, source, box + FILM)
        assert waiting_films(desk, source) == []

    assert waiting_films(desk, source) == [box + FILM]
    take_film(desk, source, box + FILM)
    say_more()
    new = give_film(desk, FILM, "A")
    say_more()
    assert len(read_after(desk.film_folder(new), read_verified(desk.film_folder(new), None))) == 2
    desk.append("A", FilmErased(film=new, day=date(2026, 12, 3), first=FILM))
    shutil.rmtree(desk.film_folder(new))
    assert waiting_films(desk, source) == []


def test_a_film_waits_again_once_the_store_has_all_of_it(desk: Desk, store: FolderStore) -> None:
    studio, source = Studio(identity=desk.identity("A")), StoreSource(store)
    desk.folder.signers.write_text(f"box-7 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    writer = studio.begin(store.root)
    studio.roll(writer, 2, 2000)
    take_film(desk, source, FILM)
    assert waiting_films(desk, source) == []
    writer.segment(b"one more", 2 * SECOND, 3 * SECOND, 24)
    writer.close("stopped", 72)
    assert waiting_films(desk, source) == [FILM]
    take_film(desk, source, FILM)
    assert [entry.seconds for entry in desk.films("A")] == [3.0]
    assert waiting_films(desk, source) == []


def test_what_the_store_does_not_have(desk: Desk, store: FolderStore) -> None:
    with pytest.raises(NoFilmHere):
        StoreSource(store).films()
    with pytest.raises(NoFilmHere):
        take_film(desk, StoreSource(store), FILM)
    (filmed(desk, store.root) / "000001.m4s.age").unlink()
    with pytest.raises(Missing):
        take_film(desk, StoreSource(store), FILM)
    assert list(desk.folder.films.iterdir()) == []


def test_cards_reach_every_box_that_was_heard_of(desk: Desk, store: FolderStore) -> None:
    for place in ("boxes", "attune-09/boxes"):
        (store.root / place).mkdir(parents=True)
    (store.root / "boxes" / "attune-07.json").write_text("{}")
    (store.root / "attune-09" / "boxes" / "attune-09.20261126T0800.json").write_text("{}")
    boxes = case_cards.boxes_of(store)
    assert boxes == ["attune-07", "attune-09"]
    case_cards.send(desk, case_cards.issue(desk, "A"), store, boxes)
    known = Signers.parse(signer_line(desk).encode())
    for place in ("cards/attune-07", "attune-09/cards/attune-09"):
        card = CaseCards.read(store.root / place, known, None).good["A"]
        assert card.recipient == str(desk.identity("A").recipient)
    case_cards.send(desk, case_cards.revocation("A"), store, boxes)
    assert CaseCards.read(store.root / "cards/attune-07", known, None).good == {}
