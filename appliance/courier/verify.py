"""The proof: a pass of its own, over a connection of its own, that reads back every byte from the store.

It believes neither the copier nor the store: only the hash of the bytes that come back counts.
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
    """The items of which the store does not give back the very bytes. `told` hears of the bytes checked.

    What came back right is noted in `proven`, and what is noted there is not read again: so a line that breaks often
    brings a long film to its end in several goes.
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
    """The receipt for a film of which nothing was found wrong. The box dates it when it takes it."""
    return Receipt(
        film=film.film,
        store=store.name,
        head=film.head,
        finding=film.finding(items),
        size=sum(item.size for item in items),
        objects=tuple(Proven(item.name, item.size, item.sha256, "read back") for item in items),
    )
