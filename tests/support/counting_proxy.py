"""A Unix socket that passes requests on to another, and counts them: the client uses a connection for each request."""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self


class CountingProxy:
    """Listens at `path` and leads to `target`. `requests` are the first lines of what came, in order."""

    def __init__(self, path: Path, target: Path) -> None:
        self.requests: list[str] = []
        self._target = target
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(20)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                recorder = socket.socket(socket.AF_UNIX)
                recorder.connect(str(self._target))
                with self._lock:
                    self._open |= {caller, recorder}
                threading.Thread(target=self._pass_on, args=(caller, recorder), daemon=True).start()
                threading.Thread(target=self._pump, args=(recorder, caller), daemon=True).start()

    def _pass_on(self, caller: socket.socket, recorder: socket.socket) -> None:
        with suppress(OSError):
            first = caller.recv(65536)
            self.requests.append(first.split(b"\r\n", 1)[0].decode().removesuffix(" HTTP/1.1"))
            recorder.sendall(first)
        self._pump(caller, recorder)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
