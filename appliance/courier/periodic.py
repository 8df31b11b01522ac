"""What the courier does beside the films, each at its own interval: no film waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from appliance.courier.backoff import Backoff
from control.errors import ControlError, NotRunning
from sealed.errors import SealedError
from stores.errors import CourierError

log = logging.getLogger("attune.courier")


async def every(seconds: float, doing: str, work: Callable[[], Awaitable[str | None]]) -> None:
    """Call `work` until cancelled; what it answers is logged. After a failure it is called again with backoff."""
    pauses = Backoff(min(60.0, seconds), seconds)
    while True:
        try:
            if said := await work():
                log.info("%s: %s", doing, said)
            pauses.reset()
            await asyncio.sleep(seconds)
        except (CourierError, ControlError, SealedError, OSError) as error:
            if pauses.failures or not isinstance(error, NotRunning):  # the recorder starts at the same time
                log.info("%s: %s", doing, error)
            await asyncio.sleep(pauses.next())
