"""One pair of eyes on the box for all open pages: it follows the recorder and wakes whoever waits for news."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from web.answers import Film, Status
from web.box import Box
from web.errors import Crowded, WebError
from web.view import View

RETRY = 0.5  # seconds between attempts to reach a recorder that is away
PULSE = 1.0  # seconds between looks at what changes without being told
IDLE = 15.0  # seconds between looks at the films while nothing happens to them


class Watch:
    """Follows the box while somebody watches. `going` turns false when the server stops."""

    def __init__(self, box: Box, going: Callable[[], bool], most: int) -> None:
        self._box = box
        self.going = going
        self._most = most
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

    def look(self) -> None:
        """Look at the films soon: something was done to them."""
        self._look.set()

    def _follow(self) -> None:
        while self.going():
            try:
                self._meet(self._box.status(), self._box.films())
                for status in self._box.follow():
                    # While filming the box tells of every second: only a change of state concerns the films then.
                    if self._tell(status) or status.state != "filming":
                        self.look()
                    if not self.going():
                        return
            except WebError:
                self._tell(None)
            time.sleep(RETRY)

    def _meet(self, status: Status, films: tuple[Film, ...]) -> None:
        # Both at once: a page must not say that a film is gone because it was not listed yet.
        with self._changed:
            self._set(View(status, films))

    def _attend(self) -> None:
        # The recorder tells of lasting changes. What moves all the time, sound and a copy's progress, is asked for.
        listed = 0.0
        while self.going():
            asked = self._look.wait(PULSE)
            self._look.clear()
            if not asked and not self._watchers:
                continue
            try:
                if asked or self._view.syncing or time.monotonic() - listed > IDLE:
                    self._tell_films(self._box.films())
                    listed = time.monotonic()
                if self._view.status and self._view.status.state != "filming" and self._tell(self._box.status()):
                    self.look()
            except WebError:
                listed = 0.0  # look again; that the box is away, the other thread tells

    def _tell(self, status: Status | None) -> bool:
        with self._changed:
            before = self._view.status
            self._set(View(status, self._view.films if status else ()))
        return _shape(before) != _shape(status)

    def _tell_films(self, films: tuple[Film, ...]) -> None:
        with self._changed:
            if self._view.status and films != self._view.films:
                self._set(View(self._view.status, films, self._view.taken))

    def _set(self, view: View) -> None:
        self._view = view
        self._version += 1
        self._changed.notify_all()


def _shape(status: Status | None) -> tuple[object, ...]:
    return (status.state, status.films) if status else ()
