"""Raises an alarm when a device loses part of what it should deliver, and clears it afterwards."""

from collections import deque

from appliance.capture.errors import CaptureError
from appliance.capture.ports import Listener
from appliance.capture.settings import SECOND

SPAN = 5 * SECOND
"""The window (ns) over which losses are added up, and the time without any after which the alarm is cleared."""

BEARABLE = SECOND // 5
"""Losses (ns) within the window that raise no alarm: a frame or two on a busy box."""


class GapDetector:
    """Call `came` with the start and end (ns) of each span. Longer gaps than `slack` are losses.

    A gap of a second or more is an absent device, which its DeviceWatchdog reports.
    """

    def __init__(self, error: type[CaptureError], slack: int, listener: Listener) -> None:
        self._error, self._slack, self._listener = error, slack, listener
        self._until: int | None = None
        self._lost: deque[tuple[int, int]] = deque()
        self._raised = False

    def came(self, start: int, end: int) -> None:
        """Note what was delivered, from `start` to `end`."""
        if self._until is not None and self._slack < start - self._until < SECOND:
            self._lost.append((start, start - self._until))
        self._until = end
        while self._lost and self._lost[0][0] < end - SPAN:
            self._lost.popleft()
        if not self._raised and sum(lost for _, lost in self._lost) > BEARABLE:
            self._raised = True
            self._listener.raised(self._error())
        elif self._raised and not self._lost:
            self._raised = False
            self._listener.cleared(self._error.code)
