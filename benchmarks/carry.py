"""One film's way to a store in a process of its own, for `benchmarks.syncing`.

Arguments: film, URL, folder of credentials.

Prints seconds of copying, seconds of verifying, and the most memory that the process ever had, in MiB.
"""

import asyncio
import resource
import sys
import time
from pathlib import Path

from appliance.courier.settings import StoreSettings
from appliance.courier.sync import sync
from appliance.films.receipts import check_cover


async def main(film: Path, url: str, credentials: Path) -> None:
    """Sync, and tell how long both passes took."""
    seen: dict[str, float] = {}

    async def progress(phase: str, done: int, total: int) -> None:
        seen[phase] = time.perf_counter()

    # The courier has loaded its libraries long before a film comes, and it is the recorder that checks a receipt.
    store = StoreSettings(url, credentials=str(credentials)).open()
    begin = time.perf_counter()
    receipt = await sync(film, store, progress)
    end = time.perf_counter()
    check_cover(receipt, film)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seen['copying'] - begin:.3f} {end - seen['copying']:.3f} {peak:.0f}")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
