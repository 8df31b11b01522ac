"""What listens to a recorder in the rig: the service manager that it reports to, and the journal that it writes to."""

import os
import socket
import threading
import time
from pathlib import Path

JOURNAL = Path("/run/systemd/journal/socket")


class Listener:
    """Keeps what arrives at a datagram socket, and when (s, monotonic)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self.heard: list[tuple[float, list[str]]] = []
        self._path = path
        self._more = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._thread = threading.Thread(target=self._listen, name=path.name, daemon=True)
        self._thread.start()

    def await_line(self, *lines: str, since: float = 0.0, within: float = 60.0) -> float:
        """When a datagram with all these lines came."""

        def found() -> float | None:
            return next((at for at, said in self.heard if at >= since and {*lines} <= {*said}), None)

        with self._more:
            when = self._more.wait_for(found, within)
            assert when is not None, f"{lines} not in {self.heard[-12:]}"
            return when

    def between(self, since: float, until: float) -> list[str]:
        """The lines that came in this time."""
        return [line for at, said in list(self.heard) if since <= at <= until for line in said]

    def close(self) -> None:
        """Listen no more."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", str(self._path))
        self._thread.join()
        self._socket.close()
        self._path.unlink()

    def _listen(self) -> None:
        while said := self._socket.recv(1 << 16):
            with self._more:
                self.heard.append((time.monotonic(), said.decode(errors="replace").splitlines()))
                self._more.notify_all()


def journal_stream(path: Path) -> str:
    """JOURNAL_STREAM for a process whose standard error is this file: systemd tells it so that the journal gets it."""
    path.touch()
    about = path.stat()
    return f"{about.st_dev}:{about.st_ino}"


def environment(manager: Path, said: Path) -> dict[str, str]:
    """The environment of a service whose manager listens at `manager`, and whose standard error is `said`."""
    return {"NOTIFY_SOCKET": os.fspath(manager), "JOURNAL_STREAM": journal_stream(said)}
