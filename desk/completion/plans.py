"""The plans of erasures on the disk: one sealed, signed file each, replaced after every step."""

from pathlib import Path

import msgspec

from desk.completion.plan import Erasure
from desk.destroy import GONE, finish_files
from desk.errors import NoSuchErasure, PlanDamaged
from desk.unlocked import Desk
from desk.writing import writing
from sealed.age import seal, unseal
from sealed.age.errors import AgeError
from sealed.durable import Folder, make_folder
from sealed.errors import FilmError, SignatureError
from sealed.film.objects import read_small
from sealed.ssh import sshsig
from sealed.strict import Strict

NAMESPACE = "attune-erasure-plan"
ENDING = ".age"
LONGEST = 4 << 20


class _SignedPlan(Strict, frozen=True, forbid_unknown_fields=True):
    plan: str
    signature: str


def open_erasures(desk: Desk) -> list[Erasure]:
    """Those that are not finished, the oldest first. Raises PlanDamaged."""
    found, damaged = judged_erasures(desk)
    for error in damaged:
        raise error
    return found


def judged_erasures(desk: Desk) -> tuple[list[Erasure], list[PlanDamaged]]:
    """Those that are not finished, the oldest first, and what is wrong with plans that cannot be read.

    A copy under another name, as a synchronised folder makes them, is no plan.
    """
    found: list[Erasure] = []
    damaged: list[PlanDamaged] = []
    for path in sorted(desk.folder.erasures.glob(f"*{ENDING}")):
        try:
            plan = _read(desk, path)
        except PlanDamaged as error:
            damaged.append(error)
            continue
        if path.name == f"{plan.id}{ENDING}":
            found.append(plan)
    return sorted(found, key=lambda each: (each.begun, each.id)), damaged


def erasure(desk: Desk, id: str) -> Erasure:  # noqa: A002  # the field's name
    """The one with this id. Raises NoSuchErasure, PlanDamaged."""
    found = next((each for each in open_erasures(desk) if each.id == id), None)
    if found is None:
        raise NoSuchErasure(what=id)
    return found


def erasure_of(desk: Desk, code: str) -> Erasure | None:
    """The one that is under way for a case. Raises PlanDamaged."""
    return next((each for each in open_erasures(desk) if each.case == code), None)


def keep(desk: Desk, plan: Erasure) -> Erasure:
    """Write it; a power cut leaves the state before or this one. Raises NotWritten."""
    body = msgspec.json.encode(plan)
    signed = _SignedPlan(body.decode(), sshsig.sign(desk.signer, body, NAMESPACE))
    sealed = seal(msgspec.json.encode(signed), [desk.own.recipient])
    with desk.folder.lock, writing():
        make_folder(desk.folder.erasures, desk.folder.disk)
        with Folder(desk.folder.erasures, desk.folder.disk) as files:
            files.put(f"{plan.id}{ENDING}", sealed)
    return plan


def drop(desk: Desk, plan: Erasure) -> None:
    """Overwrite and remove it: the erasure is finished. Raises NotWritten."""
    folder, name, gone = desk.folder.erasures, f"{plan.id}{ENDING}", f".{plan.id}{GONE}"
    with desk.folder.lock, writing(), Folder(folder, desk.folder.disk) as files:
        if (folder / name).exists():
            files.rename(name, gone)  # first, so that no cut leaves a plan half overwritten
            files.sync()
        finish_files(folder, desk.folder.disk)


def _read(desk: Desk, path: Path) -> Erasure:
    try:
        sealed = bytes(unseal(read_small(path, LONGEST), [desk.own]))
        signed = msgspec.json.decode(sealed, type=_SignedPlan)
        signature = sshsig.parse(signed.signature.encode())
        signature.verify(signed.plan.encode(), NAMESPACE)
        if signature.key != sshsig.public_bytes(desk.signer):
            raise SignatureError("it is signed by another desk")
        return msgspec.json.decode(signed.plan, type=Erasure)
    except (AgeError, FilmError, SignatureError, msgspec.MsgspecError, ValueError) as error:
        raise PlanDamaged(path=path, cause=str(error).removesuffix(".")) from error
