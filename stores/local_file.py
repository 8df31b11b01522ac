"""Reads a film's files from the box's card in chunks; an error here is the card's, not the store's."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from stores.errors import CardUnreadable, FilmGone
from stores.store import CHUNK, Item


def chunks(item: Item, start: int = 0, most: int = CHUNK) -> Iterator[bytes]:
    """The bytes of a file from `start` on, at most `most` at a time. Raises CardUnreadable, FilmGone."""
    if item.content is not None:
        for at in range(start, len(item.content), most):
            yield item.content[at : at + most]
        return
    try:
        with item.path.open("rb", buffering=0) as file:
            file.seek(start)
            while chunk := file.read(most):
                yield chunk
    except OSError as error:
        if not item.path.parent.is_dir():
            raise FilmGone(film=item.path.parent.name) from error
        raise CardUnreadable(name=item.name, cause=error.strerror) from error


async def flow(item: Item, start: int, most: int) -> AsyncIterator[bytes]:
    """The same as an asynchronous iterator that reads in a thread."""
    source = chunks(item, start, most)
    while chunk := next(source, b"") if item.content is not None else await asyncio.to_thread(next, source, b""):
        yield chunk


async def whole(item: Item) -> bytes:
    """All bytes of a file, for stores that take whole objects only. Raises as `chunks` does."""
    return item.content if item.content is not None else await asyncio.to_thread(b"".join, chunks(item))
