"""One film of three is erased: its key is destroyed, so that no copy of it opens; the two others open."""

import pytest

from desk.cases.events import NoteWritten
from desk.completion import plans
from desk.completion.settle import go_on_without
from desk.completion.steps import begin_case, begin_film, go_on
from desk.errors import CodeNotTyped, ErasureUnderWay, FilmErasedHere, NoSuchErasure
from desk.imports.sources import FolderSource
from desk.imports.store_source import StoreSource
from desk.imports.take import take_film
from desk.keyring.keys import Keyring
from desk.opened import open_film
from sealed.age import generate, unseal
from sealed.papers.case_cards import CaseCards
from sealed.papers.erasure_certificate import read_certificate
from sealed.ssh.allowed_signers import Signers
from tests.support.desks import at_desk, clip
from tests.support.ended_case import BOX, CODE, FILMS, LATE, EndedCase
from tests.support.erasing import fates, to_the_end

NEWER = "20270103-1405-eeee"
SAID = b"She waits until he looks"
GONE, *OTHERS = FILMS

pytestmark = pytest.mark.slow


def where(ended: EndedCase, film: str) -> set[str]:
    """In which places some of the film lies, but for copies of yesterday."""
    found = {path.relative_to(ended.home).parts for path in ended.home.rglob(f"*{film}*")}
    return {parts[0] for parts in found if parts[0] != "copies" and "certificates" not in parts}


def test_it_goes_everywhere_and_the_others_open(ended: EndedCase) -> None:
    desk = ended.desk
    desk.append(CODE, clip("1" * 16, GONE))
    desk.append(CODE, clip("2" * 16, OTHERS[0]))
    desk.append(CODE, NoteWritten(film=GONE, text="She waits"))
    desk.seal_for(CODE, f"peaks-{GONE}", b"a waveform")
    assert where(ended, GONE) == {"computer", "store", "box"}
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE))
    assert fates(ended, plan) == {"desk": "removed", "store": "not yet", "box": "not yet"}, "a box may bring it again"
    assert not plan.finished
    plan = to_the_end(ended, plan)
    assert plan.finished
    assert fates(ended, plan) == {"desk": "removed", "store": "removed", "box": "confirmed"}
    assert where(ended, GONE) - {"box"} == set()
    assert ended.box.shelf.ids() == [], "what it has is sealed to the old key"
    case = at_desk(ended.computer).case(CODE)
    assert ([film.film for film in case.films], case.erased) == (list(OTHERS), (GONE,))
    assert ([each.id for each in case.clips], case.film_notes) == (["2" * 16], {})
    for film in OTHERS:
        assert open_film(desk, CODE, film).facts.film == film
    found = read_certificate(desk.folder.certificates / f"{plan.id}.json")[0]
    assert (found.what, found.key, [each.film for each in found.films]) == ("film", plan.key, [GONE])
    assert found.destroyed


def test_nothing_of_it_opens_with_any_key_left_and_the_others_do(ended: EndedCase) -> None:
    """Desk, store, box, stick of cards, yesterday's copies of the desk: with every key and every old keyring."""
    desk = ended.desk
    desk.append(CODE, clip("1" * 16, GONE))
    desk.append(CODE, NoteWritten(film=GONE, text=SAID.decode()))
    ended.remember()
    old, yesterday = ended.keyrings()[0], ended.opens()
    for place in ("computer/desk/films/", "store/", "box/films/", "copies/1/films/"):
        assert [name for name in yesterday if name.startswith(place) and GONE in name], (
            f"the search finds it in {place}"
        )
    assert SAID in said_in(ended, old)
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE))
    ended.remember()
    both = {key for ring in ended.keyrings() for key in ring.former}
    assert both == {CODE}, "old copies open until the key is destroyed"
    assert [name for name in ended.opens() if GONE in name], "deleted, not yet unreadable"
    plan = to_the_end(ended, plan)
    assert plan.finished
    left = {name for name in ended.opens() if not name.endswith("practice.age") and "/erasures/" not in name}
    here = "computer/desk/"
    of_case = [f"{place}{folder}/" for place in (here, "copies/2/") for folder in ("films", f"cases/{CODE}", "derived")]
    assert {name for name in left if not name.startswith(tuple(of_case))} == set(), "neither store, box, nor yesterday"
    assert not [name for name in left if GONE in name]
    for film in OTHERS:
        objects = {path.name for path in desk.film_folder(film).glob("*.age")}
        opened = {name.rpartition("/")[2] for name in left if name.startswith(f"{here}films/{film}/")}
        assert opened == objects, "all of the others opens"
    assert f"{here}derived/{CODE}/peaks.age" in left
    [now] = ended.keyrings()
    assert now.former == {}
    assert SAID not in said_in(ended, now)
    lone = Keyring(desk=old.desk, sequence=1, signer=old.signer, own=generate(), cases=old.cases)
    assert [name for name in ended.opens(keyrings=[lone]) if name.startswith(here)] == [], "all has the new key"


def said_in(ended: EndedCase, keyring: Keyring) -> bytes:
    """All that opens with this keyring, whatever it is."""
    keys = (keyring.own, *keyring.keys_of(CODE))
    return b"".join(bytes(unseal((ended.home / name).read_bytes(), keys)) for name in ended.opens(keyrings=[keyring]))


def test_a_new_film_goes_to_the_new_key_and_an_old_one_is_taken_in_first(ended: EndedCase) -> None:
    """The box filmed under the old card while it was away, and after it had the new one."""
    desk = ended.desk
    ended.box.film(LATE, desk.identity(CODE))
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE))
    ended.box.upload(LATE, ended.store)  # it wipes a film that a store has
    plan = to_the_end(ended, plan)
    assert plan.finished
    assert [film.film for film in desk.case(CODE).films] == [*OTHERS, LATE]
    assert open_film(desk, CODE, LATE).facts.film == LATE
    known = Signers.parse((ended.box.home / "desks").read_bytes())
    card = CaseCards.read(ended.box.home / "cards", known, None).good[CODE]
    assert card.recipient == str(at_desk(ended.computer).identity(CODE).recipient)
    assert len(list(ended.home.rglob(f"{CODE}.prepare.json"))) == 2, "what was sent along stays, in store and box"
    ended.box.film(NEWER, at_desk(ended.computer).identity(CODE))
    ended.box.upload(NEWER, ended.store)
    take_film(desk, StoreSource(ended.store), NEWER)
    assert open_film(desk, CODE, NEWER).facts.recorder.name == "attune-test"


def test_it_is_not_taken_in_again(ended: EndedCase) -> None:
    go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE))
    with pytest.raises(FilmErasedHere, match=GONE):
        take_film(ended.desk, FolderSource(ended.box.shelf.folder / GONE), GONE)
    taken = take_film(ended.desk, FolderSource(ended.box.shelf.folder / OTHERS[0]), OTHERS[0])
    assert (taken.new, taken.receipt.exists()) == (False, True), "the copy that was sealed anew stays"
    assert open_film(ended.desk, CODE, OTHERS[0]).facts.recorder.name == "desk-1"


def test_two_films_one_after_the_other_and_then_the_case(ended: EndedCase) -> None:
    for film in (GONE, OTHERS[0]):
        assert to_the_end(ended, go_on(ended.desk, begin_film(ended.desk, CODE, film, CODE))).finished
    assert open_film(ended.desk, CODE, OTHERS[1]).header
    assert ended.desk.read_sealed(CODE, "peaks") == b"a waveform"
    plan = to_the_end(ended, go_on(ended.desk, begin_case(ended.desk, CODE, CODE)))
    assert plan.finished
    assert GONE in [film.film for film in plan.films]
    assert not [name for name in ended.opens() if "practice.age" not in name]


def test_it_takes_the_code_and_waits_for_no_other(ended: EndedCase) -> None:
    with pytest.raises(CodeNotTyped):
        begin_film(ended.desk, CODE, GONE, "")
    with pytest.raises(NoSuchErasure):
        begin_film(ended.desk, CODE, "20200101-0000-zzzz", CODE)
    plan = begin_film(ended.desk, CODE, GONE, CODE)
    assert begin_film(ended.desk, CODE, GONE, "") == plan
    with pytest.raises(ErasureUnderWay):
        begin_film(ended.desk, CODE, OTHERS[0], CODE)
    with pytest.raises(ErasureUnderWay):
        begin_case(ended.desk, CODE, CODE)
    plan = go_on(ended.desk, go_on_without(ended.desk, plan, "box", BOX))
    assert plan.finished
    assert fates(ended, plan)["box"] == "unreadable", "it was not asked"
    assert plans.open_erasures(ended.desk) == []
