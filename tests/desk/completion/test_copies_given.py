"""Copies that left the desk, or may have: all of them stand in the certificate."""

from datetime import date

import pytest

from desk.cases.ending_events import HoldLifted, HoldPlaced
from desk.cases.events import CardGiven
from desk.cases.handover_events import GivenFile, HandoverBegun, HandoverSettled
from desk.completion.plan import Erasure
from desk.completion.steps import begin_case, go_on
from desk.errors import OnHold
from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from tests.support.ended_case import CODE, EndedCase

DAY = date(2027, 1, 1)
GIVEN = GivenFile(name="clips.mp4", size=9, sha256="0" * 64)


def begun(number: int) -> HandoverBegun:
    return HandoverBegun(
        id=f"{number}" * 16, day=DAY, asked_by="parent", consented=("parent",), clips=(), stills=(),
        onto=f"clips-{number}", files=(GIVEN, GIVEN), stick="/media/Anna",
    )  # fmt: skip


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
