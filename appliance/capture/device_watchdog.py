"""Watchdog of one device: raises an alarm when it delivers nothing, restarts it, clears the alarm when it is back."""

import threading
import time
from collections.abc import Callable

from appliance.capture.ports import Listener
from appliance.capture.settings import SECOND
from appliance.devices.errors import DeviceError

RESTART = SECOND
"""Minimum time (ns) between two starts of a device."""

MUTE = 3 * SECOND // 2
"""Silence (ns) after which a device is restarted. Real ones report a stall much sooner; a restart loses what a slow
device would still have delivered."""

LASTING = 5 * SECOND
"""Silence (ns) after which restarts are not expected to help."""


class DeviceWatchdog:
    """One device. `start` opens it, `close` closes it; `silent` is the alarm when nothing was delivered for `patience`
    ns.

    `lost` replaces it when nothing came for LASTING in spite of restarts.
    """

    def __init__(
        self,
        start: Callable[[], None],
        close: Callable[[], None],
        silent: type[DeviceError],
        patience: int,
        listener: Listener,
        lost: type[DeviceError] | None = None,
    ) -> None:
        self._start = start
        self._close = close
        self._silent = silent
        self._patience = patience
        self._listener = listener
        self._lost = lost
        self._lock = threading.Lock()
        self._alarm: DeviceError | None = None
        self._last = 0
        self._tried = 0
        self._starter: threading.Thread | None = None
        self._closed = True

    @property
    def well(self) -> bool:
        """Whether the device delivers."""
        return not self._closed and self._alarm is None

    def open(self, now: int) -> None:
        """Start the device. If it is missing, that raises an alarm."""
        self._closed = False
        self._last = self._tried = now
        self._try()

    def arrived(self, now: int) -> None:
        """Note a delivery."""
        self._last = now
        if self._alarm is None:
            return
        with self._lock:
            alarm, self._alarm = self._alarm, None
        if alarm is not None:
            self._listener.cleared(alarm.code)

    def failed(self, error: DeviceError) -> None:
        """The device reported a fault, or does not open. An alarm that stands is replaced only by a graver one."""
        with self._lock:
            before = self._alarm
            known = before is not None and (isinstance(error, self._silent) or type(error) is type(before))
            if known or self._closed:
                return
            self._alarm = error
        self._listener.raised(error)
        if before is not None and before.code != error.code:
            self._listener.cleared(before.code)

    def check(self, now: int) -> None:
        """Restart a silent device; to be called a few times a second. Never blocks on the device."""
        if self._closed:
            return
        silence = now - self._last
        if silence >= self._patience:
            self.failed(self._silent())
        if self._lost is not None and silence >= LASTING and isinstance(self._alarm, self._silent):
            self.failed(self._lost())
        # A device that reported its end is restarted at once.
        due = (self._alarm is not None or silence >= MUTE) and now - self._tried >= RESTART
        if due and not (self._starter and self._starter.is_alive()):
            self._tried = now
            self._starter = threading.Thread(target=self._again, name="starter", daemon=True)
            self._starter.start()

    def close(self) -> None:
        """Close the device for good. Idempotent."""
        self._closed = True
        if self._starter is not None:
            self._starter.join()
        self._close()

    def _again(self) -> None:
        self._close()
        if not self._closed:
            self._try()
            self._tried = time.monotonic_ns()  # opening takes a while itself: the time counts from its end

    def _try(self) -> None:
        try:
            self._start()
        except DeviceError as error:
            self.failed(error)
