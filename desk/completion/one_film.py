"""The steps of one film's erasure: it is dropped, the case gets a new key, the former goes when nothing needs it."""

import asyncio

import msgspec

from desk.completion import plans
from desk.completion.inventory import up_to_date
from desk.completion.plan import Erasure
from desk.completion.rekey import destroy_former, films_left, give_new_key, keys_of, seal_all, sealed_here
from desk.completion.store_copies import places_sealed_to
from desk.completion.traces import drop_film
from desk.errors import DeskError, DeskLocked
from desk.imports.store_source import StoreSource
from desk.imports.take import take_film
from desk.unlocked import Desk
from desk.writing import now
from sealed.errors import FilmError
from stores.store import AdminStore


def drop(desk: Desk, plan: Erasure) -> Erasure:
    """Remove the film from the desk. Raises NotWritten."""
    with desk.folder.lock:
        if plan.film not in desk.case(plan.case).erased:
            plan = plans.keep(desk, up_to_date(desk, plan))
        left = drop_film(desk, plan)
    copy = plan.known("desk", desk.name)
    if left:
        return plan.with_copy(copy.now(objects=len(left), trouble=f"{left[0].name} is still there"))
    return plan.with_copy(copy.now(state="removed", when=copy.when or now(), objects=0))


def rekey(desk: Desk, plan: Erasure) -> Erasure:
    """Give the case its new key, and seal to it what stays. Raises KeyNotHere, LogDamaged, NotWritten."""
    if _gone(desk, plan):
        return plan
    give_new_key(desk, plan.case, plan.key)
    troubles = seal_all(desk, plan.case)
    for copy in (each for each in plan.of("desk") if each.name != desk.name):
        plan = plan if copy.name in troubles else plan.without_copy(copy)
    for film, why in troubles.items():
        plan = plan.with_copy(plan.known("desk", film).now(trouble=why))
    return plan


def gather(desk: Desk, plan: Erasure, store: AdminStore) -> Erasure:
    """Take in what boxes brought under the key that goes, and seal it anew. Raises CourierErrors, as `rekey`."""
    if _gone(desk, plan):
        return plan
    settled, troubles = plan.boxes_settled(), list[str]()
    for place in asyncio.run(
        places_sealed_to(store, keys_of(desk, plan.case)[1:], {box.name for box in plan.of("box")})
    ):
        film = place.rpartition("/")[2]
        here = desk.film_folder(film).exists() and film not in films_left(desk, plan.case)
        if here or film in desk.case(plan.case).erased:
            continue
        try:
            take_film(desk, StoreSource(store), place)
        except DeskLocked:
            raise
        except (FilmError, DeskError) as error:
            troubles.append(f"{film}: {error}")
    plan = rekey(desk, plan)
    plan = plan.with_copy(plan.known("store", store.name).now(trouble=" ".join(troubles)))
    return msgspec.structs.replace(plan, gathered=settled and not troubles)


def let_go(desk: Desk, plan: Erasure) -> Erasure:
    """Destroy the key once nothing needs it, or a person said so of what does. Raises NotWritten."""
    if plan.destroyed is not None:
        return plan
    lost = {copy.name for copy in plan.of("desk") if copy.state == "left"}
    if not (_gone(desk, plan) or (plan.ready and destroy_former(desk, plan.case, lost))):
        return plan
    keyring = desk.keys.now()
    when = next(gone.when for gone in keyring.forgotten if gone.recipient == plan.key)
    return msgspec.structs.replace(plan, destroyed=when, sequence=keyring.sequence)


def at_the_store(desk: Desk, plan: Erasure) -> tuple[set[str], set[str]]:
    """Ids of films, and keys, of which nothing may be left at the store: of the others too, once the key is gone."""
    films = {name for film in plan.films for name in (film.film, film.first) if name}
    if plan.destroyed is None:
        return films, set()
    return films | set(sealed_here(desk, plan.case)), {plan.key}


def _gone(desk: Desk, plan: Erasure) -> bool:
    """Whether the key is destroyed, perhaps just before a cut."""
    return any(gone.recipient == plan.key for gone in desk.keys.now().forgotten)
