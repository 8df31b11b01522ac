"""Run as a process of its own by the tests of faults: one film's way to a store. Arguments: film, URL, credentials.

Prints the receipt, or the error's name and sentence.
"""

import asyncio
import sys
from pathlib import Path

from appliance.courier.sync import sync
from stores.errors import CourierError
from stores.registry import open_store


async def _unheard(*_: object) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    try:
        store = open_store(sys.argv[2], Path(sys.argv[3]))
        receipt = asyncio.run(sync(Path(sys.argv[1]), store, _unheard))
    except CourierError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        sys.stdout.write(receipt.encode().decode())
