"""What the courier asks of the recorder: the part of the control socket's client that carries its work."""

from typing import Protocol

from control.messages import CourierWork, Film
from control.requests import SyncProgress


class RecorderWork(Protocol):
    """The recorder as the courier's socket shows it. Every call may raise ControlError."""

    def sync_queue(self) -> CourierWork: ...

    def films(self) -> tuple[Film, ...]: ...

    def begin_copy(self, film: str, store: str) -> None: ...

    def copy_removed(self, film: str, store: str, left: str | None) -> None: ...

    def progress(self, film: str, progress: SyncProgress) -> None: ...

    def sync_failed(self, film: str, message: str) -> None: ...

    def put_receipt(self, film: str, receipt: bytes) -> Film: ...
