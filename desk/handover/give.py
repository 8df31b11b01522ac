"""A hand-over from the request to the record: files made, noted in the case, written onto the stick, read back."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from desk.cases.handover_events import GivenFile, HandedOver, HandoverBegun, HandoverSettled, Outcome
from desk.errors import DeskLocked
from desk.handover.check_stick import check_stick
from desk.handover.copies import OnStep, copies
from desk.handover.errors import NotRecorded
from desk.handover.rules import CopyRequest, check
from desk.handover.stick import StickLog, Written, write
from desk.paper.language import Language
from desk.unlocked import Desk
from desk.writing import now, today, writing
from sealed.disk import Disk
from sealed.errors import AttuneError

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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

    with desk.folder.giving:
        check_stick(stick, desk.folder.root, asked.confirmed)
        files = copies(desk, desk.case(code), asked, day, language or Language(), show)
        return put(desk, code, asked, files, stick, day, show)


def put(
    desk: Desk,
    code: str,
    asked: CopyRequest,
    files: Mapping[str, bytes],
    stick: Path,
    day: date,
    show: OnStep = lambda step, done, total: None,
    disk: Disk | None = None,
) -> Written:
    """Write the files of a copy. The case knows of it before the stick does: none lies there unlisted.

    How it ended is noted too if the desk is locked meanwhile.

    Raises HandoverErrors, DeskErrors.
    """
    begun = _begun(asked, files, stick, day)
    with desk.folder.lock:
        log = desk.log(code)

    def save(event: HandedOver | HandoverSettled) -> None:
        with desk.folder.lock, writing():
            try:
                desk.append(code, event)
            except DeskLocked:
                log.append(event, now())

    def begin() -> None:
        with desk.folder.lock:
            check(desk.case(code), asked, day)  # somebody may have said no while the clips were encoded
            desk.append(code, begun)

    def cleared() -> None:
        with suppress(AttuneError):  # it stays open, and may lie on a stick
            save(HandoverSettled(id=begun.id, day=today(), outcome="cleared"))

    record = StickLog(begin, cleared)
    written = write(stick, begun.onto, files, desk.folder.root, show, disk, asked.confirmed, record)
    event = HandedOver(
        id=begun.id,
        day=day,
        asked_by=asked.asked_by,
        consented=asked.consented,
        clips=asked.clips,
        stills=asked.stills,
        onto=begun.onto,
        files=written.files,
    )
    try:
        save(event)
    except AttuneError as error:
        raise NotRecorded(name=written.folder.name, cause=error.cause.removesuffix(".")) from error
    return written


def settle(desk: Desk, code: str, id: str, outcome: Outcome) -> None:  # noqa: A002  # the field's name
    """Note what became of a copy that was broken off. Raises DeskErrors."""
    desk.append(code, HandoverSettled(id=id, day=today(), outcome=outcome))


def _new_name(day: date) -> str:
    """For a folder: its letters tell the copy that it holds from every other, on whichever stick that was."""
    return f"clips-{day}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"


def _begun(asked: CopyRequest, files: Mapping[str, bytes], stick: Path, day: date) -> HandoverBegun:
    planned = (GivenFile(name=name, size=len(data), sha256=_sha256(data)) for name, data in files.items())
    return HandoverBegun(
        id=secrets.token_hex(8),
        day=day,
        asked_by=asked.asked_by,
        consented=asked.consented,
        clips=asked.clips,
        stills=asked.stills,
        onto=_new_name(day),
        files=tuple(planned),
        stick=os.fsencode(stick.absolute()).decode("utf-8", "replace"),
        titles={clip: title for clip, title in asked.titles.items() if clip in asked.clips and title},
        practitioner=asked.practitioner,
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
