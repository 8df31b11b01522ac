"""HTTP through a Unix socket: one connection for each request, so none outlives a recorder that restarts."""

import os
import socket
from http.client import HTTPConnection
from pathlib import Path

CONNECT = 5.0  # seconds
LONGEST_PATH = 107  # bytes that fit into sockaddr_un.sun_path beside its final zero


class UnixConnection(HTTPConnection):
    """A connection to the socket at `path`. `timeout` in seconds for each read and write."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("box", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.sock.settimeout(CONNECT)
            self.sock.connect(self._path)
            self.sock.settimeout(self.timeout)
        except OSError:
            self.sock.close()
            raise


class SocketPath:
    """A socket's path for connect(); by way of an open folder when it is longer than the kernel takes."""

    def __init__(self, socket: Path) -> None:
        self._folder: int | None = None
        self.path = str(socket)
        if len(os.fsencode(self.path)) > LONGEST_PATH and os.path.isdir(socket.parent):  # noqa: PTH112 - which raises nothing
            self._folder = os.open(socket.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            self.path = f"/proc/self/fd/{self._folder}/{socket.name}"

    def close(self) -> None:
        """Close the folder. Idempotent."""
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None
