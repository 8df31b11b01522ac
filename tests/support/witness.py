"""A witness of the machine itself: for how long it stood still.

A virtual machine's processor can be held up for a second by whoever runs it. What a test measures then says nothing
about the box. On every processor one thread before all others sleeps a moment, again and again; that it sleeps longer
can only be the machine's doing.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

NAP = 0.005


class Witness:
    """Watches from entry to exit of the `with` block. Tells nothing but 0 where a test may not put a thread first."""

    longest = 0.0
    """How long (s) the machine stood still at a stretch; known after the block."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.witness"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "watching\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.longest = float(self._process.communicate()[0])


def watch(processor: int, over: threading.Event, longest: list[float]) -> None:
    """Note in `longest[processor]` the latest that this thread ever woke."""
    os.sched_setaffinity(0, {processor})
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        return
    while not over.is_set():
        due = time.monotonic() + NAP
        time.sleep(NAP)
        longest[processor] = max(longest[processor], time.monotonic() - due)


def main() -> None:
    """Watch until the standard input ends, then print the longest standstill."""
    over, processors = threading.Event(), sorted(os.sched_getaffinity(0))
    longest = [0.0] * (processors[-1] + 1)
    threads = [threading.Thread(target=watch, args=(each, over, longest)) for each in processors]
    for thread in threads:
        thread.start()
    print("watching", flush=True)
    with suppress(KeyboardInterrupt):
        sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(max(longest))


if __name__ == "__main__":
    main()
