"""Which packs are not made and not opened: without consent, after its end, unwanted, by strangers, damaged."""

import tarfile
import time
from datetime import timedelta

import pytest

from desk.cases.events import ClipAdded, ConsentGiven, ConsentRevoked
from desk.cases.review_events import ClipVetoed
from desk.errors import PackOver
from desk.opened import open_film
from desk.packs import colleagues, erasing
from desk.packs.errors import (
    ColleaguesChanged,
    ConsentOver,
    KeyUsed,
    LastDayOver,
    NoSuchConsent,
    NotColleague,
    NotForThisDesk,
    NothingToPack,
    NotWanted,
    PackDamaged,
    PackPaperUnusable,
)
from desk.packs.make import packed
from desk.packs.open import open_pack
from desk.writing import today
from tests.support.desks import make_desk
from tests.support.packing import SECOND, UNWANTED, WANTED, TwoDesks
from tests.support.player_page import CODE
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow


def test_without_the_family_s_own_consent_there_is_no_pack(desks: TwoDesks) -> None:
    desks.sender.append(CODE, ConsentRevoked(consent="supervision", day=today()))
    desks.consent("intervision")
    with pytest.raises(NoSuchConsent, match="supervision"):
        desks.pack()
    desks.sender.append(CODE, ConsentGiven(consent="supervision", day=today()))
    with pytest.raises(NoSuchConsent, match="with a day on which that ends"):
        desks.pack()
    tomorrow = today() + timedelta(days=1)
    desks.sender.append(CODE, ConsentGiven(consent="supervision", day=tomorrow, until=desks.until))
    with pytest.raises(NoSuchConsent):
        desks.pack()
    desks.consent(until=today() - timedelta(days=1))
    with pytest.raises(ConsentOver):
        desks.pack()
    desks.consent()
    for day, refused in ((desks.until, ConsentOver), (today() - timedelta(days=2), LastDayOver)):
        last = day + timedelta(days=1)
        with pytest.raises(refused), packed(desks.sender, CODE, desks.key(), "supervision", films=[FILM], until=last):
            pass
    assert desks.sender.case(CODE).packs == ()


def test_what_the_family_does_not_want_is_in_no_pack(desks: TwoDesks) -> None:
    desks.sender.append(CODE, ClipVetoed(clip=UNWANTED, voice="parent", day=today()))
    desks.sender.append(CODE, ClipAdded(id="e" * 16, film=FILM, start_ns=7 * SECOND // 2, end_ns=5 * SECOND))
    refused: list[tuple[tuple[str, ...], tuple[str, ...]]]
    refused = [((FILM,), ()), ((), (UNWANTED,)), ((), ("e" * 16,)), ((FILM,), (WANTED,))]
    for films, clips in refused:
        with pytest.raises(NotWanted, match="not this clip"):
            desks.pack(films=films, clips=clips)
    refused = [((), ()), (("20261122-1405-zzzz",), ()), ((), ("f" * 16,))]
    for films, clips in refused:
        with pytest.raises(NothingToPack):
            desks.pack(films=films, clips=clips)
    assert not list(desks.sender.folder.films.glob(".pack*"))


def test_a_receipt_of_somebody_else_does_not_count(desks: TwoDesks) -> None:
    code = desks.open(desks.pack())
    recipient = erasing.erase(desks.reader, code)
    third = make_desk(desks.root / "three")
    colleagues.add(desks.sender, "carla " + colleagues.own_line(third).partition(" ")[2])
    theirs = erasing.receipt(desks.reader, recipient)
    (desks.root / "other.json").write_bytes(theirs.replace(recipient.encode(), b"SHA256:" + b"A" * 43))
    with pytest.raises(PackPaperUnusable):
        erasing.take_receipt(desks.sender, desks.root / "other.json")
    assert desks.sender.case(CODE).packs[0].erased is None


def test_only_a_desk_on_the_list_is_trusted(desks: TwoDesks) -> None:
    path = desks.pack()
    (desks.reader.folder.root / colleagues.FILE).unlink()
    with pytest.raises(NotColleague, match="read this to you"):
        desks.open(path)
    with pytest.raises(NotForThisDesk):
        open_pack(desks.sender, path)  # who made it is not asked to trust herself
    third = make_desk(desks.root / "three")
    (desks.root / "key.json").write_bytes(b"")
    stranger = TwoDesks(desks.root, desks.sender, third)
    with pytest.raises(NotColleague):
        stranger.pack()


def test_a_colleague_who_is_added_again_is_listed_once(desks: TwoDesks) -> None:
    line = "berta " + colleagues.own_line(desks.reader).partition(" ")[2]
    colleagues.add(desks.sender, line)
    assert len(colleagues.colleagues(desks.sender).entries) == 1


def test_a_list_that_somebody_else_changed_is_refused(desks: TwoDesks) -> None:
    path = desks.sender.folder.root / colleagues.FILE
    path.write_bytes((desks.reader.folder.root / colleagues.FILE).read_bytes())
    with pytest.raises(ColleaguesChanged):
        desks.pack()


def test_a_key_is_good_for_one_pack(desks: TwoDesks) -> None:
    desks.pack()
    with pytest.raises(KeyUsed), packed(desks.sender, CODE, desks.root / "key.json", "supervision", films=[FILM]):
        pass


def test_after_its_last_day_a_pack_is_not_opened(desks: TwoDesks, monkeypatch: pytest.MonkeyPatch) -> None:
    zone(monkeypatch, "WEST+12")
    desks.consent(until=today())
    path = desks.pack()
    code = desks.open(path)
    (entry,) = desks.reader.case(code).films
    assert open_film(desks.reader, code, entry.film).length
    again = desks.pack(name="b.pack")
    zone(monkeypatch, "EAST-14")  # at any time a later day than in the far west
    with pytest.raises(PackOver):
        open_film(desks.reader, code, entry.film)
    with pytest.raises(PackOver):
        desks.open(again)
    with pytest.raises(ConsentOver):
        desks.pack()


def zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    time.tzset()


def test_a_pack_that_was_changed_or_cut_is_refused_and_leaves_nothing(desks: TwoDesks) -> None:
    path = desks.pack()
    data = path.read_bytes()
    with tarfile.open(path) as tar:
        places = [each.offset_data + each.size // 2 for each in tar]
    broken = desks.root / "broken.pack"
    changed = [flipped(data, place) for place in places]
    cut = [data[: len(data) * part // 12] for part in range(12)]
    for spoiled in (*changed, *cut, b"", b"nothing" * 500):
        broken.write_bytes(spoiled)
        with pytest.raises(PackDamaged, match=r"broken\.pack is damaged"):
            desks.open(broken)
        assert list(desks.reader.folder.films.iterdir()) == []
        assert desks.reader.borrowed() == []
    assert desks.open(path)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
