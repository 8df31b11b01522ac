"""Every operation that a store offers, for tests of what may come out of it."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from stores.errors import CourierError
from stores.read_back import digest
from stores.store import CHUNK, Item, Session, Store
from tests.support.sample_film import FILM
from tests.support.store_contract import item

Operation = Callable[[Session, Item], Awaitable[object]]


async def _nothing(_: Session, __: Item) -> None:
    """Connecting is an operation too."""


OPERATIONS: dict[str, Operation] = {
    "connect": _nothing,
    "listing": lambda session, _: session.listing(FILM),
    "claim": lambda session, sent: session.claim(FILM, sent),
    "put": lambda session, sent: session.put(FILM, sent),
    "replace": lambda session, sent: session.replace(FILM, sent),
    "settle": lambda session, _: session.settle(FILM),
    "read": lambda session, _: digest(session.read(FILM, "there.m4s.age")),
    "remove": lambda session, _: session.remove(FILM, "there.m4s.age"),
    "abilities": lambda session, _: session.abilities(),
}


def item_to_send(folder: Path) -> Item:
    """An object that is neither small nor large."""
    return item(folder, os.urandom(CHUNK + 5), "000007.m4s.age")


async def outcome(store: Store, operation: Operation, sent: Item) -> CourierError | None:
    """What came out; anything but a CourierError is raised, as no store may."""
    try:
        async with store.connect() as session:
            await operation(session, sent)
    except CourierError as error:
        assert "{" not in str(error)
        return error
    return None
