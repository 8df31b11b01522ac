"""A waitress server that answers in a thread of its own, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore


@contextmanager
def answering(server: Any) -> Iterator[None]:
    """It is closed in its own thread, connections and all: a socket closed under its select would be an error there."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(60)
        server.task_dispatcher.shutdown(timeout=2)
