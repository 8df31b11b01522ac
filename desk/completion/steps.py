"""The steps of an erasure, in an order in which a cut between any two leaves nothing worse than work to do.

For a case the key goes first: from then on nothing opens, wherever it lies, and all that follows is tidying. Each step
looks at what there is before it acts, so that it can be done again; the plan is written after each.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from desk.completion import plans
from desk.completion.boxes import ask_boxes, hear_boxes
from desk.completion.certify import write_certificate
from desk.completion.inventory import check_holds, plan_case, plan_film, up_to_date
from desk.completion.one_film import at_the_store, drop, gather, let_go, rekey
from desk.completion.plan import Erasure, KnownCopy, Why
from desk.completion.practice import note_work
from desk.completion.store_copies import erase_films
from desk.completion.traces import clear_desk
from desk.errors import CodeNotTyped, DeskLocked, ErasureUnderWay, HeldMeanwhile, KeyNotHere, NoStore
from desk.folder_lock import FolderLock
from desk.imports.store_source import desk_store
from desk.unlocked import Desk
from desk.writing import now, writing
from sealed.durable import make_folder
from sealed.errors import AttuneError
from sealed.film.facts import fingerprint
from stores.store import AdminStore

OnStep = Callable[[Erasure], None]


def begin_case(desk: Desk, code: str, typed: str, why: Why = "completed") -> Erasure:
    """Write the plan that ends a case: the point from which on it is finished. Again, it is the plan that there is.

    Raises NoSuchCase, CodeNotTyped, OnHold, ErasureUnderWay, LogDamaged, NotWritten.
    """
    with erasing(desk):
        if (there := plans.erasure_of(desk, code)) is not None:
            if there.film is not None:
                raise ErasureUnderWay(code=code)
            return there
        plan = plan_case(desk, code, why)
        if typed.strip().upper() != code:
            raise CodeNotTyped(code=code)
        return plans.keep(desk, plan)


def begin_film(desk: Desk, code: str, film: str, typed: str, why: Why = "withdrawn") -> Erasure:
    """Write the plan that erases one film. Raises as `begin_case`, and NoSuchErasure if the case has no such film."""
    with erasing(desk):
        if (there := plans.erasure_of(desk, code)) is not None:
            if there.film != film:
                raise ErasureUnderWay(code=code)
            return there
        plan = plan_film(desk, code, film, why)
        if typed.strip().upper() != code:
            raise CodeNotTyped(code=code)
        return plans.keep(desk, plan)


def go_on(desk: Desk, plan: Erasure, on_step: OnStep = lambda _plan: None) -> Erasure:
    """Do all that can be done now. What could not be done stands in the plan, and is tried again the next time.

    Raises DeskErrors for what the desk itself cannot do, OnHold or HeldMeanwhile while a hold keeps it.
    """
    with erasing(desk):
        plan = plans.erasure(desk, plan.id)
        if plan.film is not None and plan.destroyed is None:
            check_holds(desk.case(plan.case), plan.film, HeldMeanwhile)
        whole = (_destroy_key, _clear_desk, _at_the_store, _note_backups)
        for step in whole if plan.film is None else (drop, rekey, _at_the_store, let_go, _note_backups):
            plan = plans.keep(desk, step(desk, plan))
            on_step(plan)
        return finish(desk, plan)


def finish(desk: Desk, plan: Erasure) -> Erasure:
    """Certify what was done so far; when nothing is left to do, note the work and remove the plan."""
    if plan.destroyed is None and plan.film is None:
        return plan
    if not plan.settled:
        write_certificate(desk, plan)
        return plan
    plan = msgspec.structs.replace(plan, finished=True)
    write_certificate(desk, plan)
    note_work(desk, plan)
    plans.drop(desk, plan)
    return plan


def erasing(desk: Desk) -> FolderLock:
    """Held by the one program and window that erases. Raises DeskBusy on entering, NotWritten."""
    with desk.folder.lock, writing():
        make_folder(desk.folder.erasures, desk.folder.disk)
    return FolderLock(desk.folder.erasures / "lock")


def _destroy_key(desk: Desk, plan: Erasure) -> Erasure:
    if plan.destroyed is not None:
        return plan
    keyring = desk.keys.now()
    key = keyring.cases.get(plan.case)
    if key and fingerprint(str(key.identity.recipient)) == plan.key:
        with desk.folder.lock:  # nothing is given, imported or held between the last look and the end of the key
            check_holds(desk.case(plan.case))
            plan = plans.keep(desk, up_to_date(desk, plan))
            desk.forget(plan.case)
        keyring = desk.keys.now()
    when = next((gone.when for gone in keyring.forgotten if gone.recipient == plan.key), None)
    if when is None:
        raise KeyNotHere
    return msgspec.structs.replace(plan, destroyed=when, sequence=keyring.sequence)


def _clear_desk(desk: Desk, plan: Erasure) -> Erasure:
    left: list[Path] = clear_desk(desk, plan)
    for copy in plan.of("desk"):
        state = {"objects": len(left), "trouble": f"{left[0].name} is still there"} if left else {"state": "removed"}
        if not copy.settled:
            plan = plan.with_copy(copy.now(when=now(), **state))
    return plan


def _at_the_store(desk: Desk, plan: Erasure) -> Erasure:
    """Ask the boxes, hear them, and erase: last, since a box may have brought a film meanwhile."""
    try:
        store = desk_store(desk)
        plan = plans.keep(desk, ask_boxes(desk, plan, store))
        plan = plans.keep(desk, hear_boxes(desk, plan))
        if plan.film is not None:
            plan = plans.keep(desk, ask_boxes(desk, plan, store))  # those that did the first for what comes next
            plan = plans.keep(desk, gather(desk, plan, store))
            plan = plans.keep(desk, let_go(desk, plan))
        plan = plans.keep(desk, _clear_store(desk, plan, store))
    except DeskLocked:
        raise
    except NoStore as error:
        return _troubled(plan, ("box",), str(error))
    except AttuneError as error:
        return _troubled(plan, ("box", "store"), str(error))
    return plan


def _clear_store(desk: Desk, plan: Erasure, store: AdminStore) -> Erasure:
    whole = {name for film in plan.films for name in (film.film, film.first) if name}, {plan.key}
    films, keys = whole if plan.film is None else at_the_store(desk, plan)
    boxes = {copy.name for copy in plan.of("box")}
    done = asyncio.run(erase_films(store, films, keys, boxes, plan.case if plan.film is None else None))
    copy = plan.known("store", store.name)
    removed = copy.objects + done.removed
    if done.left:
        state = "left" if copy.state == "left" else "waits"
        return plan.with_copy(copy.now(objects=removed, trouble=f"{done.left}: {done.trouble}", state=state))
    if plan.destroyed is None:
        return plan.with_copy(copy.now(objects=removed, readable=False, trouble=copy.trouble))
    state = "removed" if plan.boxes_settled() else "waits"
    return plan.with_copy(copy.now(objects=removed, when=now(), state=state, readable=False))


def _note_backups(desk: Desk, plan: Erasure) -> Erasure:
    """Backups that were written since the key was destroyed do not hold it."""
    if plan.destroyed is None:
        return plan
    for name, backup in desk.keys.now().named_backups().items():
        copy = next((each for each in plan.of("backup") if each.name == name), None)
        if backup.sequence >= plan.sequence:
            if copy and copy.state != "removed":
                plan = plan.with_copy(copy.now(state="removed", when=backup.when, readable=False))
        elif copy is None:
            plan = plan.with_copy(KnownCopy(place="backup", name=name, readable=True))
    return plan


def _troubled(plan: Erasure, places: tuple[str, ...], words: str) -> Erasure:
    for copy in plan.copies:
        if copy.place in places and not copy.settled:
            plan = plan.with_copy(copy.now(trouble=words))
    return plan
