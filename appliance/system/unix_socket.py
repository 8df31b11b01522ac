"""Unix sockets at paths of any length."""

import os
import socket
from pathlib import Path

LONGEST = 107
"""Bytes that fit into sockaddr_un.sun_path beside its final zero: unix(7)."""


def bound(path: Path) -> socket.socket:
    """A socket bound at `path`; through the open folder when the path is too long for the kernel. Raises OSError."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if len(os.fsencode(path)) <= LONGEST:
            listener.bind(str(path))
        else:
            folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                listener.bind(f"/proc/self/fd/{folder}/{path.name}")
            finally:
                os.close(folder)
    except OSError:
        listener.close()
        raise
    return listener
