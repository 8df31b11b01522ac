"""Reads objects back: length and SHA-256 of the bytes themselves, never the store's own metadata."""

import hashlib
from collections.abc import AsyncIterator

from stores.errors import NoSuchObject
from stores.store import Chunk, Item, Session


async def same(session: Session, film: str, item: Item) -> bool:
    """Whether the store returns exactly this item."""
    try:
        size, sha256 = await digest(session.read(film, item.name))
    except NoSuchObject:
        return False
    return (size, sha256) == (item.size, item.sha256)


async def digest(stream: AsyncIterator[Chunk]) -> tuple[int, str]:
    """Length and SHA-256 of a stream."""
    size, sha256 = 0, hashlib.sha256()
    async for chunk in stream:
        size += len(chunk)
        sha256.update(chunk)
    return size, sha256.hexdigest()
