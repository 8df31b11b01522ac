"""The same coroutine over many items, a few at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def each(items: Iterable[T], work: Callable[[T], Awaitable[None]], parallel: int) -> None:
    """Do `work` on every item, `parallel` at once, begun in order. The first failure cancels the rest and is raised."""
    rest = iter(items)

    async def worker() -> None:
        for item in rest:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(parallel):
                group.create_task(worker())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
