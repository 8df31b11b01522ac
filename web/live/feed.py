"""One pair of eyes on the box for all open pages: it follows the recorder and wakes whoever waits for news."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from control.messages import Status
from web.box import Box
from web.errors import Crowded, WebError
from web.live.transfer_rate import TransferRate
from web.live.view import View

RETRY = 0.5  # seconds between attempts to reach a recorder that is away
PULSE = 1.0  # seconds between looks at what changes without being told
IDLE = 15.0  # seconds between looks at the films while nothing happens to them
CARE = 5.0  # seconds between looks at the checks, which matter before a film only


class Feed:
    """Follows the box while somebody watches. `going` turns false when the server stops; `phones` counts the paired."""

    def __init__(self, box: Box, going: Callable[[], bool], most: int, phones: Callable[[], int] = lambda: 0) -> None:
        self._box = box
        self.going = going
        self._most = most
        self._phones = phones
        self._pace = TransferRate()
        self._changed = threading.Condition()
        self._view = View()
        self._version = 0
        self._watchers = 0
        self._started = False
        self._look = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the box in view for as long as this lasts. Raises Crowded beyond the most that the server can serve."""
        with self._changed:
            if self._watchers >= self._most:
                raise Crowded
            self._watchers += 1
            if not self._started:
                self._started = True
                threading.Thread(target=self._follow, name="watch-status", daemon=True).start()
                threading.Thread(target=self._attend, name="watch-pulse", daemon=True).start()
        self.look()
        try:
            yield
        finally:
            with self._changed:
                self._watchers -= 1

    def news(self, seen: int, patience: float) -> tuple[int, View]:
        """The newest view and its version; waits up to `patience` seconds for one newer than `seen`.

        Version 0 means that nothing is known yet.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._version > seen, patience)
            return self._version, self._view

    @property
    def view(self) -> View:
        """The newest view; empty while nobody watches."""
        return self._view

    def look(self) -> None:
        """Look at everything soon: something was done to it."""
        self._look.set()

    def _follow(self) -> None:
        while self.going():
            try:
                # All at once: a page must not say that a film is gone because it was not listed yet.
                status = self._box.status()
                self._set(View(status, **self._rest(status)))
                for told in self._box.follow():
                    # While filming the box tells of every second: only a change concerns the rest then.
                    if self._tell(told) or told.state != "filming":
                        self.look()
                    if not self.going():
                        return
            except WebError:
                self._tell(None)
            time.sleep(RETRY)

    def _rest(self, status: Status) -> dict[str, Any]:
        films = self._box.films()
        return {
            "films": films,
            "plan": self._box.plan(),
            "checks": self._box.checks() if status.state in {"ready", "fault"} else (),
            "marks": self._box.marks(),
            "pace": self._pace.tell(films),
            "phones": self._phones(),
        }

    def _attend(self) -> None:
        # The recorder tells of lasting changes. What moves all the time, sound and a copy's progress, is asked for.
        looked = 0.0
        while self.going():
            asked = self._look.wait(PULSE)
            self._look.clear()
            if not asked and not self._watchers:
                continue
            try:
                looked = self._attend_once(asked, looked)
            except WebError:
                looked = 0.0  # look again; that the box is away, the other thread tells

    def _attend_once(self, asked: bool, looked: float) -> float:
        if (status := self._view.status) is None:
            return 0.0
        ago = time.monotonic() - looked
        if asked or ago > (CARE if status.state == "ready" else IDLE):
            self._tell_rest(self._rest(status))
            looked = time.monotonic()
        elif self._view.syncing:
            films = self._box.films()
            self._tell_rest({"films": films, "pace": self._pace.tell(films)})
        elif status.state == "filming":
            self._tell_rest({"marks": self._box.marks()})
        if status.state != "filming" and self._tell(self._box.status()):
            self.look()
        return looked

    def _tell(self, status: Status | None) -> bool:
        with self._changed:
            before = self._view.status
            self._set(replace(self._view, status=status, taken=time.monotonic()) if status else View())
        return _shape(before) != _shape(status)

    def _tell_rest(self, found: dict[str, Any]) -> None:
        with self._changed:
            if self._view.status and any(getattr(self._view, name) != value for name, value in found.items()):
                self._set(replace(self._view, **found))

    def _set(self, view: View) -> None:
        with self._changed:
            self._view = view
            self._version += 1
            self._changed.notify_all()


def _shape(status: Status | None) -> tuple[object, ...]:
    return (status.state, status.films, status.case, status.film and status.film.marks) if status else ()
