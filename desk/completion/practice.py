"""The practice log: how many films, reviews and cycles, for accreditation, without any case's code.

`practice.age` is sealed to the desk's own key, and replaced whole. An erasure is noted once, however often it is tried.
"""

from datetime import date

import msgspec

from desk.completion.plan import Erasure, WorkCounts
from desk.errors import PlanDamaged
from desk.unlocked import Desk
from desk.writing import today, writing
from sealed.age import seal, unseal
from sealed.age.errors import AgeError
from sealed.durable import Folder
from sealed.errors import FilmError, Missing
from sealed.film.objects import read_small
from sealed.film.records import Identifier
from sealed.strict import Strict

FILE = "practice.age"
LONGEST = 8 << 20


class CompletedWork(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case that ended, by the day. `id` is the certificate's."""

    id: Identifier
    ended: date
    counts: WorkCounts


def practice(desk: Desk) -> tuple[CompletedWork, ...]:
    """All that was noted. Raises PlanDamaged."""
    path = desk.folder.root / FILE
    try:
        sealed = read_small(path, LONGEST)
        return msgspec.json.decode(bytes(unseal(sealed, [desk.own])), type=tuple[CompletedWork, ...])
    except Missing:
        return ()
    except (AgeError, FilmError, msgspec.MsgspecError) as error:
        raise PlanDamaged(path=path, cause=str(error).removesuffix(".")) from error


def note_work(desk: Desk, plan: Erasure) -> None:
    """Note the case's counts; nothing for a single film, whose case goes on. Raises PlanDamaged, NotWritten."""
    if plan.film is not None:
        return
    noted = tuple(each for each in practice(desk) if each.id != plan.id)
    work = CompletedWork(id=plan.id, ended=today(), counts=plan.counts)
    body = seal(msgspec.json.encode((*noted, work)), [desk.own.recipient])
    with desk.folder.lock, writing(), Folder(desk.folder.root, desk.folder.disk) as files:
        files.put(FILE, body)
