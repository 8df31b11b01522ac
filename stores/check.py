"""Tests a store with a probe: write, refuse to replace, read back, replace, remove; and reports what the store can
do."""

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from stores.errors import NotProven, StoreFailed, StoreRefuses
from stores.read_back import same
from stores.store import Item, Store

SIZE = 100_000


class Checked(msgspec.Struct, frozen=True):
    """What a store was found to do. None: unknown, or not applicable to this kind of store.

    `never_replaces`: a second object under the same name was refused. `flushes`, `refuses_wrong_bytes`: as in
    `Abilities`. `can_replace`, `can_remove`: what a thief of these credentials could do to films in the store; where
    `keeps_versions`, a replaced object stays as an earlier version. `left_behind`: the probe could not be removed.
    """

    store: str
    never_replaces: bool
    flushes: bool | None
    refuses_wrong_bytes: bool | None
    can_replace: bool
    can_remove: bool
    keeps_versions: bool | None
    left_behind: str | None
    proof: str = "every byte read back"


async def check(store: Store) -> Checked:
    """Write a probe, read it back over a connection of its own, remove it. Raises CourierErrors."""
    name = f".attune-check-{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory(prefix="attune-check-") as folder:
        first, second = (_probe(Path(folder) / each) for each in ("first", "second"))
        async with store.connect() as session:
            await session.claim(name, first)
            await session.settle(name)
            await session.put(name, second)
            abilities = await session.abilities()
        async with store.connect() as session:
            stays, replaced = await same(session, name, first), await same(session, name, second)
            if not (stays or replaced):
                raise NotProven(store=store.name, name=f"{name}/{first.name}")
            with suppress(StoreRefuses, StoreFailed):
                await session.replace(name, second if stays else first)
            replaced = not await same(session, name, first if stays else second)
            with suppress(StoreRefuses, StoreFailed):
                await session.remove(name, first.name)
            left = bool(await session.listing(name))
    never = stays and abilities.creates_only is not False
    seen = (abilities.flushes, abilities.refuses, replaced, not left, abilities.versions)
    return Checked(store.name, never, *seen, name if left else None)


def _probe(path: Path) -> Item:
    data = os.urandom(SIZE)
    path.write_bytes(data)
    return Item("probe", path, SIZE, hashlib.sha256(data).hexdigest())
