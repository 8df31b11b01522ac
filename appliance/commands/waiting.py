"""Waits for the courier, with a progress bar for a person who watches."""

import time
from collections.abc import Iterable

from rich.progress import Progress

from attune.exits import Failure
from attune.progress import transfers
from control.client import Client
from control.messages import Film

POLL = 0.2  # seconds
NOT_BEGUN = 60.0
NO_PROGRESS = 600.0


def wait_for(recorder: Client, films: Iterable[str], quiet: bool) -> list[Film]:
    """Wait until each film has a receipt or has failed; what became of them, in order.

    Raises Failure when the courier does not begin, or stands still.
    """
    with transfers(quiet) as bars:
        return [_wait(recorder, film, bars) for film in films]


def _wait(recorder: Client, film: str, bars: Progress) -> Film:
    bar = bars.add_task(film, total=None)
    phase, seen, since = "", None, time.monotonic()
    while True:
        now = recorder.film(film)
        job = now.sync
        if job is None and not now.receipt:
            recorder.sync(film)  # the recorder was restarted, and its queue is in memory
        elif job is None or not job.busy:
            bars.update(bar, description=film, total=now.bytes, completed=now.bytes)
            return now
        else:
            if job.state != phase:
                phase = job.state
                bars.reset(bar, description=f"{film} {phase}", total=job.total or None)
            bars.update(bar, total=job.total or None, completed=job.done)
        if job != seen:
            seen, since = job, time.monotonic()
        _patience(film, phase, time.monotonic() - since)
        time.sleep(POLL)


def _patience(film: str, phase: str, still: float) -> None:
    if phase in ("", "waiting") and still > NOT_BEGUN:
        raise Failure(f"The courier has not begun with {film}. See that `attune courier` runs, then sync again.")
    if still > NO_PROGRESS:
        raise Failure(f"The courier stands still at {film}. Look at its log, then sync again.")
