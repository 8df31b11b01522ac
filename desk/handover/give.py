"""A hand-over from the request to the record: files made, written onto the stick, read back, and noted in the case."""

import secrets
from datetime import date
from pathlib import Path

from desk.cases.handover_events import HandedOver
from desk.handover.copies import OnStep, copies
from desk.handover.errors import NotRecorded
from desk.handover.rules import CopyRequest, check
from desk.handover.stick import Written, check_stick, write
from desk.paper.language import Language
from desk.unlocked import Desk
from sealed.errors import AttuneError

FOLDER = "clips-{}"


def give(
    desk: Desk,
    code: str,
    asked: CopyRequest,
    stick: Path,
    day: date,
    language: Language | None = None,
    on_step: OnStep = lambda step, done, total: None,
) -> Written:
    """Give the copy. Raises HandoverErrors, FilmErrors, PaperErrors, DeskErrors."""

    def show(step: str, done: int, total: int) -> None:
        desk.keys.now()  # the desk is used: a slow stick takes longer than a desk waits for anybody
        on_step(step, done, total)

    check_stick(stick, desk.folder.root, asked.confirmed)
    files = copies(desk, desk.case(code), asked, day, language or Language(), show)
    check(desk.case(code), asked, day)  # somebody may have said no while the clips were encoded
    written = write(stick, FOLDER.format(day), files, desk.folder.root, show, confirmed=asked.confirmed)
    event = HandedOver(
        id=secrets.token_hex(8),
        day=day,
        asked_by=asked.asked_by,
        consented=asked.consented,
        clips=asked.clips,
        stills=asked.stills,
        onto=written.folder.name,
        files=written.files,
    )
    try:
        desk.append(code, event)
    except AttuneError as error:
        raise NotRecorded(name=written.folder.name, cause=error.cause.removesuffix(".")) from error
    return written
