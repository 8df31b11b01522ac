"""One pair of eyes on the box for all open pages: it follows the recorder and wakes whoever waits for news."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from web.answers import Film, Status
from web.box import Box
from web.errors import BoxAway, Crowded, WebError
from web.view import View

RETRY = 0.5  # seconds between attempts to reach a recorder that is away
BUSY = 1.0  # seconds between looks at the films while the courier works
IDLE = 15.0


class Watch:
    """Follows the box while somebody watches. `going` turns false when the server stops."""

    def __init__(self, box: Box, going: Callable[[], bool], most: int) -> None:
        self._box = box
        self._going = going
        self._most = most
        self._changed = threading.Condition()
        self._view = View()
        self._version = 0
        self._watchers = 0
        self._running = False
        self._look = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the box in view for as long as this lasts. Raises Crowded beyond the most that the server can serve."""
        with self._changed:
            if self._watchers >= self._most:
                raise Crowded
            self._watchers += 1
            if not self._running:
                self._running = True
                threading.Thread(target=self._follow, name="watch-status", daemon=True).start()
                threading.Thread(target=self._list, name="watch-films", daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                self._watchers -= 1
            self._look.set()

    def news(self, seen: int, patience: float) -> tuple[int, View]:
        """The newest view and its version; waits up to `patience` seconds for one newer than `seen`."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > seen, patience)
            return self._version, self._view

    @property
    def going(self) -> bool:
        """Whether streams should go on."""
        return self._going()

    def _wanted(self) -> bool:
        with self._changed:
            self._running = self._watchers > 0 and self._going()
            return self._running

    def _follow(self) -> None:
        while self._wanted():
            try:
                for status in self._box.follow():
                    self._tell(status)
                    if not self._wanted():
                        return
            except WebError:
                self._tell(None)
            threading.Event().wait(RETRY)

    def _tell(self, status: Status | None) -> None:
        with self._changed:
            before = self._view.status
            films = self._view.films if status else ()
            self._set(View(status, films))
        if _shape(before) != _shape(status):
            self._look.set()

    def _list(self) -> None:
        while self._wanted():
            try:
                films: tuple[Film, ...] = self._box.films()
            except BoxAway:
                films = ()
            except WebError:
                films = self._view.films
            with self._changed:
                if self._view.status and films != self._view.films:
                    self._set(View(self._view.status, films, self._view.taken))
            self._look.wait(BUSY if any(film.sync and film.sync.busy for film in films) else IDLE)
            self._look.clear()

    def _set(self, view: View) -> None:
        self._view = view
        self._version += 1
        self._changed.notify_all()


def _shape(status: Status | None) -> tuple[object, ...]:
    return (status.state, status.films) if status else ()
