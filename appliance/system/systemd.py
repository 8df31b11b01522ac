"""The one interface to systemd: readiness, the watchdog, a line of status, and journald."""

import os
from collections.abc import Callable


class ServiceManager:
    """A service's notifications of systemd. Outside a service they do nothing."""

    def __init__(self) -> None:
        self._notify = _notify()
        self._status = ""

    def ready(self) -> None:
        """The service works."""
        self._notify("READY=1")

    def alive(self, status: str) -> None:
        """Feed the watchdog, after real progress only, with one line of status."""
        line = " ".join(status.split())
        self._notify("WATCHDOG=1" if line == self._status else f"WATCHDOG=1\nSTATUS={line}")
        self._status = line

    def stopping(self) -> None:
        """The service is stopping, and needs time for it."""
        self._notify("STOPPING=1")

    def journal(self, message: str, priority: int, fields: dict[str, str]) -> bool:
        """Write a line to journald, `priority` as in syslog; false where its library is not installed."""
        try:
            import systemd.journal  # noqa: PLC0415 - only a box has it
        except ImportError:
            return False
        systemd.journal.send(message, PRIORITY=priority, **fields)
        return True


def _notify() -> Callable[[str], object]:
    if "NOTIFY_SOCKET" not in os.environ:
        return lambda _: None
    try:
        import systemd.daemon  # noqa: PLC0415 - only a box has it
    except ImportError:
        return lambda _: None
    notify: Callable[[str], object] = systemd.daemon.notify
    return notify
