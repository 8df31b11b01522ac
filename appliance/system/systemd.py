"""systemd, which only this file speaks to: readiness, the watchdog, a line of status, and the journal."""

from collections.abc import Callable
from typing import Any


class ServiceManager:
    """What a service tells systemd. Where there is none, nobody waits for it."""

    def __init__(self) -> None:
        self._notify, self._send = _systemd()
        self._status = ""

    def ready(self) -> None:
        """Say that the service works."""
        self._notify("READY=1")

    def alive(self, status: str) -> None:
        """Feed the watchdog, after real progress only, and say in a line what is being done."""
        line = " ".join(status.split())
        self._notify("WATCHDOG=1" if line == self._status else f"WATCHDOG=1\nSTATUS={line}")
        self._status = line

    def stopping(self) -> None:
        """Say that the service is ending, and needs time for it."""
        self._notify("STOPPING=1")

    def journal(self, message: str, priority: int, fields: dict[str, str]) -> None:
        """Write a line to the journal; `priority` as in syslog."""
        self._send(message, PRIORITY=priority, **fields)


def _systemd() -> tuple[Callable[[str], object], Callable[..., Any]]:
    try:
        import systemd.daemon  # noqa: PLC0415 - only a box has it
        import systemd.journal  # noqa: PLC0415
    except ImportError:
        return (lambda _: None), (lambda *_, **__: None)
    return systemd.daemon.notify, systemd.journal.send
