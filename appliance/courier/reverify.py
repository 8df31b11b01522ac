"""Verifies again that a store still holds the objects of a receipt."""

from pathlib import Path

from appliance.courier.verify import find_wrong
from sealed.papers.receipt import Receipt
from stores.store import Item, Store


async def gone_wrong(store: Store, receipt: Receipt) -> list[str]:
    """The names of the objects that the store no longer returns unchanged. Raises CourierErrors."""
    items = [Item(proven.name, Path(proven.name), proven.size, proven.sha256) for proven in receipt.objects]
    return sorted(item.name for item in await find_wrong(store, receipt.film, items, _unheard))


async def _unheard(_: int) -> None:
    """Progress that is not reported."""
