"""The key of an erased film waits for boxes, the store and what is damaged, or for a person who goes on without."""

import shutil
from datetime import date

import msgspec
import pytest

from desk import case_cards
from desk.case_cards import end_of, issue
from desk.cases.ending_events import HoldLifted, HoldPlaced
from desk.commands.complete import show
from desk.completion import plans
from desk.completion.sentences import awaited, now_of
from desk.completion.settle import go_on_without, renew_backup
from desk.completion.steps import begin_film, go_on
from desk.errors import HeldMeanwhile
from desk.keyring.backups import back_up, read_backup
from desk.opened import open_film
from desk.writing import now
from sealed.papers.case_card import CardRevocation
from tests.support.ended_case import BOX, CODE, FILMS, LATE, EndedCase
from tests.support.erasing import box_goes_along, fates, to_the_end

BACKUP = "another good passphrase"
GONE, *OTHERS = FILMS

pytestmark = pytest.mark.slow


def test_the_key_waits_for_a_film_that_cannot_be_taken_in(ended: EndedCase) -> None:
    desk = ended.desk
    ended.box.film(LATE, desk.identity(CODE))
    ended.box.upload(LATE, ended.store)
    (ended.home / "store" / LATE / "000000.m4s.age").write_bytes(b"damaged")
    plan = to_the_end(ended, go_on(desk, begin_film(desk, CODE, GONE, CODE)))
    assert (plan.destroyed, [LATE in copy.trouble for copy in plan.of("store")]) == (None, [True])
    assert (ended.home / "store" / LATE).is_dir(), "it is all that there is of it"
    assert any("taken in" in said for said in awaited(plan))
    plan = go_on(desk, go_on_without(desk, plan, "store", plan.of("store")[0].name))
    assert plan.finished
    assert not (ended.home / "store" / LATE).exists()


def test_a_hold_that_comes_meanwhile_keeps_the_key(ended: EndedCase) -> None:
    desk = ended.desk
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE))
    desk.append(CODE, HoldPlaced(id="0" * 16, who="A court", why="Evidence", day=date(2027, 1, 1), film=GONE))
    box_goes_along(ended)
    with pytest.raises(HeldMeanwhile, match="A court"):
        go_on(desk, plan)
    assert plans.erasure(desk, plan.id).destroyed is None
    desk.append(CODE, HoldLifted(id="0" * 16, who="A court", day=date(2027, 1, 2)))
    assert to_the_end(ended, go_on(desk, plan)).finished


def test_a_film_that_cannot_be_sealed_anew_keeps_the_key_until_it_is_given_up(ended: EndedCase) -> None:
    desk = ended.desk
    (desk.film_folder(OTHERS[0]) / "000000.m4s.age").write_bytes(b"damaged")
    shutil.rmtree(ended.home / "store" / OTHERS[0])
    plan = to_the_end(ended, go_on(desk, begin_film(desk, CODE, GONE, CODE)))
    assert plan.destroyed is None
    assert [OTHERS[0] in said for said in awaited(plan)] == [True]
    assert "Damaged" in now_of(plan, plan.known("desk", OTHERS[0]))
    plan = go_on(desk, go_on_without(desk, plan, "desk", OTHERS[0]))
    assert plan.finished
    assert not desk.film_folder(OTHERS[0]).exists()
    assert open_film(desk, CODE, OTHERS[1]).facts.film == OTHERS[1]


def test_a_damaged_copy_is_made_good_from_the_store(ended: EndedCase) -> None:
    desk = ended.desk
    (desk.film_folder(OTHERS[0]) / "000000.m4s.age").write_bytes(b"damaged")
    plan = to_the_end(ended, go_on(desk, begin_film(desk, CODE, GONE, CODE)))
    assert plan.finished
    assert open_film(desk, CODE, OTHERS[0]).header


def test_a_box_is_lost_and_a_person_says_so(ended: EndedCase, capsys: pytest.CaptureFixture[str]) -> None:
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE))
    show(ended.desk, [plan], as_json=False)
    said = capsys.readouterr().out
    assert f"{GONE} is deleted, not yet unreadable" in said
    assert f"awaited  The box {BOX} goes by the new card" in said
    assert [BOX in said for said in awaited(plan)] == [True, False]
    plan = go_on(ended.desk, go_on_without(ended.desk, plan, "box", BOX))
    assert plan.finished
    show(ended.desk, [plan], as_json=False)
    said = capsys.readouterr().out
    assert "all of it is done" in said
    assert "not yet unreadable" not in said
    assert fates(ended, plan)["box"] == "asked"
    assert not [name for name in ended.opens() if GONE in name]


def test_backups_of_the_keyring_are_renewed_or_named(ended: EndedCase) -> None:
    back_up(ended.desk.keys, ended.home / "backup", BACKUP, "2027-01-01T00:00:00Z", 4)
    plan = to_the_end(ended, go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE)))
    assert plan.destroyed
    assert not plan.finished
    plan = renew_backup(ended.desk, plan, str(ended.home / "backup"), BACKUP, 4)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    kept = read_backup(ended.home / "backup", BACKUP)
    assert (kept.cases[CODE].identity, kept.former) == (ended.desk.identity(CODE), {})
    assert [name for name in ended.opens(keyrings=[kept]) if OTHERS[0] in name]
    assert not [name for name in ended.opens(keyrings=[kept]) if GONE in name]


def test_the_store_is_away_and_comes_back(ended: EndedCase) -> None:
    (ended.home / "store").rename(ended.home / "away")
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE))
    assert fates(ended, plan) == {"desk": "removed", "store": "not yet", "box": "not yet"}
    (ended.home / "away").rename(ended.home / "store")
    assert to_the_end(ended, go_on(ended.desk, plan)).finished
    assert not (ended.home / "store" / GONE).exists()


@pytest.mark.parametrize("revoked", [False, True])
def test_a_card_that_was_given_or_revoked_meanwhile_is_what_the_box_confirms(ended: EndedCase, revoked: bool) -> None:
    desk = ended.desk
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE, "completed"))
    later = end_of(now(), 1)
    card = msgspec.structs.replace(issue(desk, CODE), issued=later)
    case_cards.send(desk, CardRevocation(case=CODE, issued=later) if revoked else card, ended.store, [BOX])
    box_goes_along(ended)
    assert go_on(desk, plan).finished


def test_an_old_revocation_that_somebody_puts_back_counts_for_nothing(ended: EndedCase) -> None:
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE, "completed"))
    [asked] = [copy.papers for copy in plan.of("box")]
    place = ended.home / "store" / "cards" / BOX
    (place / f"{CODE}.json").unlink()
    CardRevocation(case=CODE, issued="2026-01-01T00:00:00Z").write(place, ended.desk.signer)
    assert [copy.papers for copy in go_on(ended.desk, plan).of("box")] == [asked]
