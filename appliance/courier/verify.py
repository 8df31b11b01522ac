"""Verification: a separate pass over a new connection that reads back every byte from the store.

Nothing that the store or the copying code reports counts: only the hash of the bytes read back.
"""

from collections.abc import Awaitable, Callable, Iterable

from appliance.courier.inventory import Inventory
from sealed.papers.receipt import Proven, Receipt
from stores.parallel import each
from stores.read_back import same
from stores.store import Item, Store

Told = Callable[[int], Awaitable[None]]


async def find_wrong(
    store: Store, film: str, items: Iterable[Item], told: Told, proven: set[Item] | None = None
) -> list[Item]:
    """The items of which the store does not return the exact bytes. `told` gets the number of bytes checked.

    Each verified name is added to `proven` and not read again, so that a long film is verified over a line that breaks
    often.
    """
    wrong: list[Item] = []
    right = proven if proven is not None else set()
    async with store.connect() as session:

        async def check(item: Item) -> None:
            if item not in right:
                if await same(session, film, item):
                    right.add(item)
                else:
                    wrong.append(item)
            await told(item.size)

        await each(items, check, store.parallel)
    return wrong


def receipt(store: Store, film: Inventory, items: list[Item]) -> Receipt:
    """The receipt for a film without any wrong object. The recorder dates it when it stores it."""
    return Receipt(
        film=film.film,
        store=store.name,
        head=film.head,
        finding=film.finding(items),
        size=sum(item.size for item in items),
        objects=tuple(Proven(item.name, item.size, item.sha256, "read back") for item in items),
    )
