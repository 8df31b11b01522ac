"""Looks again whether a store still holds what a receipt says that it held."""

from pathlib import Path

from appliance.courier.verify import find_wrong
from sealed.papers.receipt import Receipt
from stores.store import Item, Store


async def gone_wrong(store: Store, receipt: Receipt) -> list[str]:
    """The names of the objects that the store no longer gives back as they were. Raises CourierErrors."""
    items = [Item(proven.name, Path(proven.name), proven.size, proven.sha256) for proven in receipt.objects]
    return sorted(item.name for item in await find_wrong(store, receipt.film, items, _unheard))


async def _unheard(_: int) -> None:
    """Nobody watches."""
