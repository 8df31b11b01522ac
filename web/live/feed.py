"""Follows the recorder's event stream once for all open pages, and wakes their connections (fan-out)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from control.client import Client
from control.errors import ControlError
from control.messages import News
from web.errors import Crowded
from web.live.transfer_rate import TransferRate
from web.live.view import View

RETRY = 0.5  # seconds between attempts to reach a recorder that is away


class Feed:
    """Follows while at least one page is open. `going` turns false when the server stops."""

    def __init__(self, recorder: Client, going: Callable[[], bool], most: int) -> None:
        """`most`: the maximum number of watchers."""
        self._recorder = recorder
        self.going = going
        self._most = most
        self._rate = TransferRate()
        self._changed = threading.Condition()
        self._view: View | None = None
        self._version = 0
        self._watchers = 0
        self._following = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Follow the box for as long as this lasts. Raises Crowded beyond the maximum."""
        with self._changed:
            if self._watchers >= self._most:
                raise Crowded
            self._watchers += 1
            if not self._following:
                self._following = True
                threading.Thread(target=self._follow, name="feed", daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                self._watchers -= 1

    def news(self, seen: int, timeout: float) -> tuple[int, View | None]:
        """The newest view and its version; waits up to `timeout` seconds for one newer than `seen`. None: not yet."""
        with self._changed:
            self._changed.wait_for(lambda: self._view is not None and self._version > seen, timeout)
            return self._version, self._view

    def _follow(self) -> None:
        while self._wanted():
            try:
                with closing(self._recorder.events()) as events:
                    for news in events:
                        self._set(self._updated(news))
                        if not self._wanted():
                            return
            except ControlError:
                pass
            self._set(View())  # away
            time.sleep(RETRY)

    def _wanted(self) -> bool:
        """Whether to go on; if not, the next watcher starts anew."""
        with self._changed:
            if not self.going() or not self._watchers:
                self._view, self._following = None, False
            return self._following

    def _updated(self, news: News) -> View:
        view = (self._view or View()).updated(news)
        return view if news.films is None else replace(view, pace=self._rate.rates(news.films))

    def _set(self, view: View) -> None:
        with self._changed:
            self._view = view
            self._version += 1
            self._changed.notify_all()
