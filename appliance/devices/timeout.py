"""A timeout for vendor calls that may never return, so that a stuck driver cannot hold up the recorder."""

import threading
from collections.abc import Callable


def within(seconds: float, work: Callable[[], object], name: str) -> threading.Thread | None:
    """Do `work` in a thread of its own. After `seconds` it is abandoned, and its thread returned.

    What `work` raises within the time is raised here.
    """
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  carried over to the caller's thread
            raised.append(error)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    return thread if thread.is_alive() else None
