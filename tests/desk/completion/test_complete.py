"""A case is completed: afterwards nothing opens with any key left; until all is done it can go on after any failure."""

from datetime import date

import msgspec
import pytest

from desk import case_cards
from desk.cases.ending_events import HoldLifted, HoldPlaced
from desk.cases.events import HelpingQuestion
from desk.cases.handover_events import GivenFile, HandedOver
from desk.cases.log import CaseLog
from desk.cases.pack_events import PackErased, PackMade
from desk.completion import plans
from desk.completion.plan import Erasure
from desk.completion.practice import practice
from desk.completion.settle import go_on_without, renew_backup
from desk.completion.steps import begin_case, go_on
from desk.errors import BackupUnusable, CodeNotTyped, NoSuchCase, NoSuchErasure, NotSuchCopy, OnHold, PassphraseWrong
from desk.keyring.backups import back_up, read_backup
from sealed.film.facts import fingerprint
from sealed.papers.case_card import CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh.allowed_signers import Signers
from tests.support.desks import at_desk
from tests.support.ended_case import BOX, CODE, FILMS, LATE, EndedCase
from tests.support.erasing import box_goes_along, fates

DAY = date(2027, 1, 1)
BACKUP = "another good passphrase"


def lasting(found: set[str]) -> set[str]:
    """What opens, but for what is meant to stay: the practice log, and plans of erasures under way."""
    return {name for name in found if not name.endswith("practice.age") and "/erasures/" not in name}


def certificate(ended: EndedCase, plan: Erasure) -> ErasureCertificate:
    return read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]


def test_nothing_that_remains_opens_with_any_key_left(ended: EndedCase) -> None:
    before = ended.opens()
    assert len([*ended.home.rglob("*.prepare.json")]) == 2, "words of the family lie at the store and on the box"
    for place in ("desk/films", "store/", "box/films", "copies/0/films", "desk/derived", "desk/cases"):
        assert [name for name in before if place in name], f"the search finds what lies in {place}"
    plan = begin_case(ended.desk, CODE, CODE)
    plan = go_on(ended.desk, plan)
    assert not plan.finished
    assert lasting(ended.opens()) == set(), "once the key is destroyed nothing opens, wherever it lies"
    box_goes_along(ended)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    assert lasting(ended.opens()) == set()
    assert not list((ended.home / "store").rglob("*.age"))
    assert ended.box.shelf.ids() == []
    assert not list(ended.home.rglob("*.prepare.json"))
    assert fates(ended, plan) == {"desk": "removed", "store": "removed", "box": "confirmed"}
    assert plans.open_erasures(ended.desk) == []
    with pytest.raises(NoSuchCase):
        ended.desk.case(CODE)


def test_the_certificate_names_the_films_and_nobody(ended: EndedCase) -> None:
    key = fingerprint(str(ended.desk.identity(CODE).recipient))
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE, "withdrawn"))
    found = certificate(ended, plan)
    assert (found.final, found.what, found.why, found.key) == (False, "case", "withdrawn", key)
    assert [film.film for film in found.films] == list(FILMS)
    assert {film.day for film in found.films} == {"2026-11-22"}
    assert found.destroyed is not None
    assert fates(ended, plan) == {"desk": "removed", "store": "unreadable", "box": "asked"}
    assert CODE not in found.encode().decode()
    assert "calm" not in found.encode().decode()


def test_a_film_that_a_box_brings_late_is_erased_too(ended: EndedCase) -> None:
    ended.box.film(LATE, ended.desk.identity(CODE))
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    ended.box.upload(LATE, ended.store)
    assert (ended.home / "store" / LATE).is_dir()
    box_goes_along(ended)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    assert not (ended.home / "store" / LATE).exists()


def test_the_box_is_away_for_a_week_and_the_store_too(ended: EndedCase) -> None:
    store = ended.home / "store"
    store.rename(ended.home / "unplugged")
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    assert lasting(ended.opens()) == set()
    assert {copy.place: copy.fate for copy in certificate(ended, plan).copies}["box"] == "unreadable", "was not asked"
    assert [copy.trouble for copy in plan.of("box") if copy.trouble]
    (ended.home / "unplugged").rename(store)
    for _ in range(3):
        plan = go_on(at_desk(ended.computer), plan)
        assert not plan.finished
    box_goes_along(ended)
    assert go_on(at_desk(ended.computer), plan).finished


def test_the_work_goes_on_without_a_box_and_the_certificate_says_so(ended: EndedCase) -> None:
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    plan = go_on(ended.desk, go_on_without(ended.desk, plan, "box", BOX))
    assert plan.finished
    assert fates(ended, plan)["box"] == "asked"
    with pytest.raises(NoSuchErasure):
        go_on_without(ended.desk, plan, "box", BOX)


def test_what_is_on_this_desk_cannot_be_left(ended: EndedCase) -> None:
    plan = begin_case(ended.desk, CODE, CODE)
    with pytest.raises(NotSuchCopy):
        go_on_without(ended.desk, plan, "desk", "desk-1")


def test_it_takes_the_code_and_no_hold(ended: EndedCase) -> None:
    with pytest.raises(CodeNotTyped, match=CODE):
        begin_case(ended.desk, CODE, "K-71")
    held = HoldPlaced(id="0" * 16, who="Children's services", why="A court asked for it", day=DAY, film=FILMS[0])
    ended.desk.append(CODE, held)
    with pytest.raises(OnHold, match=r"Children's services asked on 2027-01-01 .*court"):
        begin_case(ended.desk, CODE, CODE)
    assert ended.desk.case(CODE).films
    assert plans.open_erasures(ended.desk) == []
    ended.desk.append(CODE, HoldLifted(id="0" * 16, who="Children's services", day=DAY))
    assert begin_case(ended.desk, CODE, "k-17 ").case == CODE


def test_a_backup_of_the_keyring_is_renewed_or_named(ended: EndedCase) -> None:
    for name in ("one", "two"):
        back_up(ended.desk.keys, ended.home / name, BACKUP, "2027-01-01T00:00:00Z", 4)
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    box_goes_along(ended)
    plan = go_on(ended.desk, plan)
    assert not plan.finished
    with pytest.raises(PassphraseWrong):
        renew_backup(ended.desk, plan, str(ended.home / "one"), "a wrong one", 4)
    assert CODE in read_backup(ended.home / "one", BACKUP).cases, "it is as it was"
    plan = go_on(ended.desk, renew_backup(ended.desk, plan, str(ended.home / "one"), BACKUP, 4))
    assert CODE not in read_backup(ended.home / "one", BACKUP).cases
    (ended.home / "two").rename(ended.home / "two.away")
    with pytest.raises(BackupUnusable):
        renew_backup(ended.desk, plan, str(ended.home / "two"), BACKUP, 4)
    plan = go_on(ended.desk, go_on_without(ended.desk, plan, "backup", str(ended.home / "two")))
    assert plan.finished
    found = certificate(ended, plan)
    assert [(copy.name, copy.fate) for copy in found.copies if copy.place == "backup"] == [
        ("backup 1 of the keyring", "renewed"),
        ("backup 2 of the keyring", "outside"),
    ]
    assert "still holds the key" in found.method
    assert str(ended.home) not in found.encode().decode(), "a path may name somebody"
    old = read_backup(ended.home / "two.away", BACKUP)
    assert lasting(ended.opens(keyrings=[old, read_backup(ended.home / "one", BACKUP)])), "it says the truth"


def test_what_the_family_and_a_colleague_have_is_named(ended: EndedCase) -> None:
    given = GivenFile(name="clips.mp4", size=9, sha256="0" * 64)
    desk = ended.desk
    desk.append(
        CODE,
        HandedOver(
            id="1" * 16, day=DAY, asked_by="parent", consented=("parent",), clips=(), stills=(),
            onto="Anna's stick", files=(given,),
        ),
    )  # fmt: skip
    for number in ("2", "3"):
        desk.append(
            CODE,
            PackMade(
                id=number * 16, day=DAY, purpose="supervision", colleague="Maria", recipient="SHA256:" + "a" * 43,
                films=(FILMS[0],), clips=(), until=DAY,
            ),
        )  # fmt: skip
    desk.append(CODE, PackErased(pack="3" * 16, day=DAY, signer="SHA256:x"))
    plan = go_on(desk, begin_case(desk, CODE, CODE))
    found = certificate(ended, plan)
    said = [(copy.place, copy.fate) for copy in found.copies if copy.place in ("stick", "pack")]
    assert said == [("stick", "outside"), ("pack", "outside"), ("pack", "confirmed")]
    assert not [name for name in ("Anna", "Maria") if name in found.encode().decode()]


def test_two_windows_at_once_end_one_case(ended: EndedCase) -> None:
    other = at_desk(ended.computer)
    plan = begin_case(ended.desk, CODE, CODE)
    assert begin_case(other, CODE, "") == plan, "the plan that there is"
    box_goes_along(ended)
    go_on(other, plan)
    box_goes_along(ended)
    assert go_on(ended.desk, plan).finished
    with pytest.raises(NoSuchErasure):
        go_on(other, plan)


def test_a_clock_that_was_set_back_for_years_revokes_all_the_same(ended: EndedCase) -> None:
    """The case's log and its card are of 2031, as this computer's clock was before it was set back."""
    desk, recipient = ended.desk, str(ended.desk.identity(CODE).recipient)
    log = CaseLog(desk.folder.cases / CODE, desk.identities(CODE), desk.signer, desk.folder.disk)
    log.append(HelpingQuestion(question="When does she sleep?"), "2031-01-01T00:00:00Z")
    card = CaseCard(case=CODE, issued="2031-02-01T00:00:00Z", recipient=recipient, until="2032-01-01T00:00:00Z")
    case_cards.send(desk, card, ended.store, [BOX])
    ended.box.fetch(ended.store)
    plan = go_on(desk, begin_case(desk, CODE, CODE))
    box_goes_along(ended)
    plan = go_on(desk, plan)
    assert plan.finished, "the box took the revocation as newer than its card"
    known = Signers.parse((ended.box.home / "desks").read_bytes())
    assert CaseCards.read(ended.box.home / "cards", known, None).good == {}
    assert "behind" in certificate(ended, plan).clock


def test_a_request_of_before_is_repeated(ended: EndedCase) -> None:
    place = ended.home / "store" / "cards" / BOX
    before = WipeRequest(
        case=CODE, issued="2031-01-01T00:00:00Z", recipients=("SHA256:" + "b" * 43,), films=None, why="withdrawn"
    )
    before.write(place, ended.desk.signer)
    go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    sent = msgspec.json.decode((place / f"{CODE}.wipe.json").read_bytes(), type=WipeRequest)
    assert set(sent.recipients) > set(before.recipients)
    assert (sent.why, sent.issued) == ("withdrawn", before.issued)


def test_the_work_is_counted_once_and_without_a_code(ended: EndedCase) -> None:
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    go_on(ended.desk, go_on_without(ended.desk, plan, "box", BOX))
    [work] = practice(at_desk(ended.computer))
    assert (work.counts.films, work.counts.reviews, work.id) == (3, 0, plan.id)
