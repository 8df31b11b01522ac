"""Somebody watches a clip through as its copy would show it, before it may be given."""

import threading
import time
from collections.abc import Callable

from desk.cases.handover_events import ClipWatched
from desk.handover.copies import preview
from desk.handover.errors import NotWatchedThrough
from desk.handover.rules import find
from desk.unlocked import Desk
from sealed.film.fragments import SECOND

SHORTEST = 0.9
"""Of the clip's length: less time between the copy and the word that it was watched is no watching."""


class Watching:
    """Remembers which copies were shown, and since when. Safe in several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._shown: dict[tuple[str, str], tuple[str, float]] = {}

    def show(self, desk: Desk, code: str, id: str) -> tuple[bytes, str]:  # noqa: A002  # the field's name
        """The copy (see `preview`), and the digest that stands for it. Raises NothingChosen; as `preview`."""
        case = desk.case(code)
        item = find(case, id)
        made = preview(desk, case, item)
        with self._lock:
            self._shown[code, id] = (item.digest, self._clock())
        return made, item.digest

    def confirm(self, desk: Desk, code: str, id: str, digest: str) -> None:  # noqa: A002
        """Somebody watched it to its end. Raises NotWatchedThrough if that cannot be, or it is different by now."""
        item = find(desk.case(code), id)
        with self._lock:
            shown, since = self._shown.get((code, id), ("", 0.0))
        long_enough = self._clock() - since >= SHORTEST * (item.end - item.start) / SECOND
        if not digest == shown == item.digest or not long_enough:
            raise NotWatchedThrough
        desk.append(code, ClipWatched(clip=id, digest=digest))
