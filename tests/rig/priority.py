"""Who goes first on a busy machine: what stands in for hardware, then the recorder, then the tests.

A sensor and a sound card wait for nobody, and a recorder has its box to itself. The rig gives them that by real-time
priorities, since niceness does not reach beyond a session (sched(7), autogroup). Where the machine does not allow
them, all are nice to nobody.
"""

import os
import threading
from contextlib import suppress

TESTS, RECORDER, HARDWARE = 1, 5, 20


def _allowed() -> bool:
    try:
        before = os.sched_getscheduler(0), os.sched_getparam(0)
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(TESTS))
        os.sched_setscheduler(0, *before)
    except OSError:
        return False
    return True


ALLOWED = _allowed()


def under(priority: int) -> tuple[str, ...]:
    """The command under which to start a program."""
    return ("chrt", "--rr", str(priority)) if ALLOWED else ("nice", "-n", "-15")


def raise_thread(priority: int) -> None:
    """Give the calling thread this priority."""
    with suppress(OSError):
        if ALLOWED:
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_RR, os.sched_param(priority))
