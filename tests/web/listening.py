"""Listens to the pages' server-sent events as a phone does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from tests.support.browsing import PAIRED

Now = dict[str, Any]


class Ear:
    """The events of one stream, in order."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def next(self) -> Now:
        """The next event."""
        for line in self._lines:
            if line.startswith("data: "):
                now: Now = msgspec.json.decode(line.removeprefix("data: "))
                return now
        raise EOFError

    def until(self, found: Callable[[Now], bool]) -> Now:
        """The first event that fits; the events themselves bound the wait."""
        for _ in range(100):
            now = self.next()
            if found(now):
                return now
        raise AssertionError("no such event among a hundred")


@contextmanager
def listening(address: str, page: str = "visit", film: str = "", secret: str = PAIRED) -> Iterator[Ear]:
    """A phone that has a page open."""
    where, cookies = f"{address}/events?page={page}&film={film}", {"attune": secret}
    with httpx.stream("GET", where, timeout=60, cookies=cookies, verify=False) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        yield Ear(response)
