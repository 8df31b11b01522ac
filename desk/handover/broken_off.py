"""Copies that were broken off in the middle: found again, gone on with, or cleared from the stick."""

import os
from datetime import date
from pathlib import Path

from desk.cases.handovers import BegunHandover
from desk.handover.clearing import clear_stick
from desk.handover.copies import OnStep
from desk.handover.errors import NoSuchHandover
from desk.handover.give import give, settle
from desk.handover.rules import CopyRequest, check
from desk.handover.stick import Written
from desk.handover.sticks import sticks
from desk.paper.language import Language
from desk.unlocked import Desk
from sealed.disk import Disk


def broken_off(desk: Desk, code: str) -> tuple[BegunHandover, ...]:
    """Those of the case that may lie on a stick, and that nobody is writing now. Raises NoSuchCase, NotWritten."""
    if not desk.case(code).unfinished_handovers:
        return ()
    with desk.folder.giving.if_free() as free:
        return desk.case(code).unfinished_handovers if free else ()


def where(begun: BegunHandover) -> Path | None:
    """The stick that has the copy's folder, if one that is plugged in does. One that does not answer is none."""
    plugged = (Path(begun.stick), *sticks())
    return next((stick for stick in plugged if os.path.isdir(stick / begun.onto)), None)  # noqa: PTH112  # Path.is_dir raises


def clear(desk: Desk, code: str, id: str, stick: Path, disk: Disk | None = None) -> None:  # noqa: A002  # the field's name
    """Remove from the stick what was written of it. Raises HandoverErrors, DeskErrors."""
    with desk.folder.giving:
        begun = _open(desk, code, id)
        clear_stick(stick, begun.onto, (file.name for file in begun.files), disk)
        settle(desk, code, id, "cleared")


def give_up(desk: Desk, code: str, id: str) -> None:  # noqa: A002
    """Note that the stick is not here: what may lie on it stays counted. Raises NoSuchHandover, DeskErrors."""
    with desk.folder.giving:
        _open(desk, code, id)
        settle(desk, code, id, "lost")


def go_on(
    desk: Desk,
    code: str,
    id: str,  # noqa: A002
    stick: Path,
    day: date,
    language: Language | None = None,
    on_step: OnStep = lambda step, done, total: None,
) -> Written:
    """Clear it, and write the same copy anew onto the same stick, which its folder tells. Raises as `give`."""
    with desk.folder.giving:
        begun = _open(desk, code, id)
        asked = request_of(begun)
        check(desk.case(code), asked, day)
        clear(desk, code, id, stick)
        return give(desk, code, asked, stick, day, language, on_step)


def request_of(begun: BegunHandover) -> CopyRequest:
    """What was asked for. A stick that has its folder was looked at before."""
    return CopyRequest(
        asked_by=begun.asked_by,
        consented=begun.consented,
        clips=begun.clips,
        stills=begun.stills,
        titles=begun.titles,
        practitioner=begun.practitioner,
        confirmed=True,
    )


def _open(desk: Desk, code: str, id: str) -> BegunHandover:  # noqa: A002
    found = next((each for each in desk.case(code).unfinished_handovers if each.id == id), None)
    if found is None:
        raise NoSuchHandover(code=code, id=id)
    return found
