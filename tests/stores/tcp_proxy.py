"""A TCP proxy that cuts the line at a given byte: resets every connection, as a pulled cable and a reboot would."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from tests.support.ports import free_port

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset
CHUNK = 4096


class TcpProxy:
    """Leads from `port` to `target`. Before each of `cuts` more bytes, both directions together, `at_cut` is called."""

    def __init__(self, target: int, cuts: list[int] | None = None, at_cut: Callable[[], object] | None = None) -> None:
        self.port = free_port()
        self._target = target
        self._cuts = list(cuts or [])
        self._left = self._cuts.pop(0) if self._cuts else None
        self._at_cut = at_cut
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", self.port))
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self.cut = 0

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._reset()
        for thread in self._threads:
            thread.join(10)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                try:
                    called = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    caller.close()
                    continue
                for each in (caller, called):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    self._open |= {caller, called}
                for source, target in ((caller, called), (called, caller)):
                    thread = threading.Thread(target=self._pump, args=(source, target), daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                count = self._spend(len(chunk))
                target.sendall(chunk[:count])
                if count < len(chunk):
                    self._break()
                    return
            target.shutdown(socket.SHUT_WR)

    def _spend(self, count: int) -> int:
        """How many of so many bytes still come through."""
        with self._lock:
            if self._left is None:
                return count
            passing = min(count, self._left)
            self._left -= passing
            return passing

    def _break(self) -> None:
        with self._lock:
            if self._left != 0:
                return  # another direction was quicker
            self._left = self._cuts.pop(0) if self._cuts else None
            self.cut += 1
        if self._at_cut:
            self._at_cut()
        self._reset()

    def _reset(self) -> None:
        with self._lock:
            gone, self._open = self._open, set()
        for each in gone:
            with suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                each.shutdown(socket.SHUT_RDWR)
            each.close()
