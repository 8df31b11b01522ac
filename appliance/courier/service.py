"""The courier's loop: fetch the sync queue from the recorder, sync each film, deliver its receipt; retries with
backoff."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from math import inf
from pathlib import Path
from typing import TypeVar

from appliance.courier.attempts import Effort, Later
from appliance.courier.backoff import Backoff
from appliance.courier.case_cards import CardSettings, fetch
from appliance.courier.ports import RecorderWork
from appliance.courier.progress_watchdog import ProgressWatchdog
from appliance.courier.removal import reason, remove
from appliance.courier.sync import Phase, begin, sync
from appliance.films.ids import valid
from control.client import WORK
from control.errors import ControlError, ErrorAnswer
from control.messages import Removal
from control.requests import SyncProgress
from sealed.errors import SignersError
from sealed.papers.receipt import Receipt
from stores.errors import CourierError, Taken
from stores.store import Store

log = logging.getLogger("attune.courier")

T = TypeVar("T")

ROUND = 1.0
"""Seconds between two requests for the sync queue."""
REPORT = 1.0
"""Seconds between two progress reports of the same phase."""
EARLY = 10.0
"""Seconds between two looks at a film in the making."""
STARTING = 2
"""Failures in a row that are not logged: the recorder starts at the same time, and takes a little longer."""
CARDS = 15 * 60.0
"""Seconds between two fetches of case cards, less up to a third, so that a service's boxes do not all ask at once; one
more follows each sync."""
AGAIN = "The box tries again by itself."


class Courier:
    """Serves one box and one store, one film at a time. `run` ends only when it is cancelled."""

    def __init__(
        self,
        recorder: RecorderWork,
        films: Path,
        store: Store,
        early: bool = False,
        cards: CardSettings | None = None,
        watch: ProgressWatchdog | None = None,
    ) -> None:
        """`early`: begin with a film in the making. `cards`: whose case cards to fetch, and where to keep them.

        `watch` is notified of all progress.
        """
        self._recorder = recorder
        self._films = films
        self._store = store
        self._early = 0.0 if early else inf
        self._cards, self._cards_due = cards, 0.0 if cards else inf
        self._chance = random.SystemRandom()
        self._watch = watch or ProgressWatchdog()
        self._present: bool | None = None
        self._later: dict[str, Later] = {}
        self._removals: dict[str, Later] = {}
        self._reported, self._report_due = ("", ""), 0.0

    async def run(self) -> None:
        """Sync until cancelled; retries with backoff while the recorder does not answer."""
        pauses = Backoff(ROUND, 5)
        log.info("the store is %s", self._store.name)
        while True:
            try:
                await self.round()
                self._watch.moved()
                self._watch.status = "waits for films"
                pauses.reset()
                await asyncio.sleep(ROUND)
            except ControlError as error:
                if pauses.failures == STARTING:
                    log.info("waits for the box: %s", error)
                self._watch.moved()
                self._watch.status = f"waits for the box: {error}"
                await asyncio.sleep(pauses.next())

    async def round(self) -> None:
        """One pass over everything that is due. Raises ControlError when the recorder does not answer."""
        queue = await self._ask(self._recorder.sync_queue)
        asked = [film for film in queue.queued if valid(film)]
        now = time.monotonic()
        if await self._arrived():
            for later in (*self._later.values(), *self._removals.values()):
                later.due = now
        due = [film for film, later in self._later.items() if later.due <= now and film not in asked]
        await self._remove_discarded(queue.removals)
        for film in asked + due:
            await self._serve(film)
        if now >= self._early and not (asked or due):
            self._early = now + EARLY
            await self._begin_early()
        if now >= self._cards_due or (asked and self._cards):
            self._cards_due = now + CARDS * self._chance.uniform(2 / 3, 1.0)
            await self._fetch_cards()

    async def _arrived(self) -> bool:
        """Whether the store was plugged in since the last call."""
        before, self._present = self._present, await asyncio.to_thread(self._store.present)
        return self._present is True and before is False

    async def _serve(self, film: str) -> None:
        effort = Effort()
        while True:
            try:
                on_progress = self._progress(film, effort)
                receipt = await sync(self._films / film, self._store, on_progress, effort.proven, self._announce)
            except Exception as error:  # noqa: BLE001 - logged by _judge with its traceback
                message, passing = self._judge(film, error)
                if passing and effort.go_on():
                    await asyncio.sleep(effort.pauses.next())
                    continue
                if isinstance(error, Taken):  # the name is another film's: no object of this one is there
                    await self._report(partial(self._recorder.copy_removed, film, self._store.name, None))
                await self._give_up(film, message, passing)
            else:
                await self._hand_over(receipt)
            return

    async def _announce(self, film: str) -> None:
        """Before the first object is put, so that a discard knows every store that may hold a copy."""
        await self._ask(lambda: self._recorder.begin_copy(film, self._store.name))

    async def _remove_discarded(self, removals: Iterable[Removal]) -> None:
        """Remove what was discarded from this store. What the store refuses is tried again, rarely."""
        for removal in removals:
            later = self._removals.setdefault(removal.film, Later())
            if removal.store != self._store.name or not valid(removal.film) or later.due > time.monotonic():
                continue
            try:
                left = await remove(self._store, removal.film, removal.facts)
            except CourierError as error:
                log.warning("%s: not removed from the store: %s", removal.film, error)
                later.postpone()
                if error.passing:
                    continue
                left = reason(error)
            await self._report(partial(self._recorder.copy_removed, removal.film, removal.store, left))
            if left is None:
                self._removals.pop(removal.film)
            else:
                later.postpone()

    async def _fetch_cards(self) -> None:
        """Fetch what desks put in the store. A failure is retried at the next pass and delays no film."""
        if self._cards is not None:
            try:
                for case in await fetch(self._store, self._cards):
                    log.info("the case card %s has come", case)
            except (CourierError, SignersError, OSError) as error:
                log.info("no case cards: %s", error)

    async def _begin_early(self) -> None:
        """Copy what is sealed of a film in the making. What fails is copied when the film is closed."""
        for film in await self._ask(self._recorder.films):
            if film.state == "filming" and valid(film.id):
                try:
                    await begin(self._films / film.id, self._store, self._announce)
                except (CourierError, ErrorAnswer) as error:
                    log.info("%s: not begun early: %s", film.id, error)

    def _judge(self, film: str, error: Exception) -> tuple[str, bool]:
        """Log a failure; what is said of it, and whether a retry may succeed.

        A bug of ours must not keep other films from the store.
        """
        message, passing = str(error), True
        if isinstance(error, CourierError):
            passing = error.passing
            message += f" {AGAIN}" if passing else ""
        elif isinstance(error, ControlError):
            passing = error.http >= 500
        else:
            log.error("%s: the courier itself failed", film, exc_info=error)
            return message, passing
        log.warning("%s: %s", film, message)
        return message, passing

    async def _give_up(self, film: str, message: str, passing: bool) -> None:
        if passing:
            self._later.setdefault(film, Later()).postpone()
        else:
            self._later.pop(film, None)
        await self._report(lambda: self._recorder.sync_failed(film, message))

    async def _hand_over(self, receipt: Receipt) -> None:
        """Deliver the receipt; retries with backoff while the recorder does not answer."""
        pauses = Backoff(ROUND, 5)
        while True:
            try:
                await self._ask(lambda: self._recorder.put_receipt(receipt.film, receipt.encode()))
                log.info(
                    "%s has all %d objects of %s, each read back", receipt.store, len(receipt.objects), receipt.film
                )
                break
            except ControlError as error:
                log.warning("%s: the receipt was not taken: %s", receipt.film, error)
                if error.http < 500:
                    await self._report(partial(self._recorder.sync_failed, receipt.film, str(error)))
                    break
                await asyncio.sleep(pauses.next())
        self._later.pop(receipt.film, None)

    def _progress(self, film: str, effort: Effort) -> Callable[[Phase, int, int], Awaitable[None]]:
        async def report(phase: Phase, done: int, total: int) -> None:
            effort.reached = (phase == "verifying", done)
            self._watch.moved()
            self._watch.status = f"{film}: {phase}, {done} of {total} bytes"
            now, step = time.monotonic(), (film, phase)
            if step != self._reported or now >= self._report_due:
                self._reported, self._report_due = step, now + REPORT
                await self._report(lambda: self._recorder.progress(film, SyncProgress(done, total, phase)))

        return report

    async def _report(self, send: Callable[[], None]) -> None:
        """Send a report whose loss does no harm."""
        try:
            await self._ask(send)
        except ControlError as error:
            log.info("not reported: %s", error)

    async def _ask(self, ask: Callable[[], T]) -> T:
        """Call the recorder in a thread. The watchdog allows for the client's own timeout."""
        with self._watch.within(WORK):
            return await asyncio.to_thread(ask)
