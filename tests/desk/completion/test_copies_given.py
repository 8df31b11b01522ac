"""Copies that left the desk, or may have: all of them stand in the certificate."""

from datetime import date

import msgspec
import pytest

from desk.cases.ending_events import HoldLifted, HoldPlaced
from desk.cases.events import CardGiven, ClipAdded
from desk.cases.handover_events import GivenFile, HandoverBegun, HandoverSettled
from desk.cases.pack_events import PackMade
from desk.completion.inventory import outside
from desk.completion.plan import Erasure
from desk.completion.plans import open_erasures
from desk.completion.steps import begin_case, begin_film, go_on
from desk.errors import OnHold
from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from tests.support.ended_case import CODE, FILMS, EndedCase

DAY = date(2027, 1, 1)
GIVEN = GivenFile(name="clips.mp4", size=9, sha256="0" * 64)


def begun(number: int) -> HandoverBegun:
    return HandoverBegun(
        id=f"{number}" * 16, day=DAY, asked_by="parent", consented=("parent",), clips=(), stills=(),
        onto=f"clips-{number}", files=(GIVEN, GIVEN), stick="/media/Anna",
    )  # fmt: skip


def pack(number: int, film: str) -> PackMade:
    facts = {"purpose": "supervision", "colleague": "berta", "recipient": "SHA256:" + "A" * 43, "until": DAY}
    return msgspec.convert(
        {"kind": "pack-made", "id": f"{number}" * 16, "day": DAY, "films": (film,), "clips": (), **facts}, PackMade
    )


def certified(ended: EndedCase, plan: Erasure) -> ErasureCertificate:
    return read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]


def test_a_copy_that_was_broken_off_may_lie_on_a_stick(ended: EndedCase) -> None:
    for number in (1, 2, 3):
        ended.desk.append(CODE, begun(number))
    ended.desk.append(CODE, HandoverSettled(id="2" * 16, day=DAY, outcome="cleared"))
    ended.desk.append(CODE, HandoverSettled(id="3" * 16, day=DAY, outcome="lost"))
    found = certified(ended, go_on(ended.desk, begin_case(ended.desk, CODE, CODE)))
    sticks = [copy for copy in found.copies if copy.place == "stick"]
    assert [(copy.fate, copy.objects, "may lie on a stick, in clips-" in copy.name) for copy in sticks] == [
        ("outside", 2, True),
        ("removed", 2, False),
        ("outside", 2, True),
    ]
    assert "Anna" not in found.encode().decode()


def test_what_was_given_imported_or_held_after_the_plan_counts_too(ended: EndedCase) -> None:
    """Another window, or a command: the plan was written, and a cut came before the key was destroyed."""
    desk, plan = ended.desk, begin_case(ended.desk, CODE, CODE)
    desk.append(CODE, begun(1))
    desk.append(CODE, CardGiven(boxes=("attune-99",), day=DAY))
    desk.append(CODE, HoldPlaced(id="2" * 16, who="A court", why="asked", day=DAY))
    with pytest.raises(OnHold, match="A court"):
        go_on(desk, plan)
    assert CODE in desk.codes()
    desk.append(CODE, HoldLifted(id="2" * 16, who="A court", day=DAY))
    found = certified(ended, go_on(desk, plan))
    assert ("stick", "outside") in {(copy.place, copy.fate) for copy in found.copies}
    assert "attune-99" in {copy.name for copy in found.copies if copy.place == "box"}


def test_the_certificate_of_one_film_lists_what_may_hold_it(ended: EndedCase) -> None:
    desk, (first, second) = ended.desk, FILMS[:2]
    for id_, film in (("a" * 16, first), ("b" * 16, second)):
        desk.append(CODE, ClipAdded(id=id_, film=film, start_ns=0, end_ns=10**9))
    for number, clips in enumerate((("a" * 16,), ("b" * 16,), ("a" * 16, "b" * 16), ("c" * 16,)), 1):
        desk.append(CODE, msgspec.structs.replace(begun(number), clips=clips))
    for number, film in enumerate((first, second), 1):
        desk.append(CODE, pack(number, film))

    def listed(film: str | None) -> list[str]:
        return [copy.name.split(",")[0].removesuffix(" for supervision") for copy in outside(desk.case(CODE), film)]

    unfinished = [f"unfinished copy {number}" for number in (1, 2, 3, 4)]
    assert listed(None) == [*unfinished, "pack 1", "pack 2"]
    assert listed(first) == [unfinished[0], *unfinished[2:], "pack 1"], "of a clip that is gone nobody knows"
    begin_film(desk, CODE, second, CODE)
    (plan,) = open_erasures(desk)
    found = [copy.name.partition(",")[0] for copy in plan.copies if copy.place in ("stick", "pack")]
    assert found == [*unfinished[1:], "pack 2 for supervision"]
    go_on(desk, plan)
    (plan,) = open_erasures(desk)
    assert [copy.name.partition(",")[0] for copy in plan.copies if copy.place in ("stick", "pack")] == found
