"""The sockets that systemd hands over (sd_listen_fds(3)): their own address is judged, whatever `bind` says."""

import os
import socket

from web.errors import BadSettings
from web.settings import Settings, is_loopback

FIRST = 3


def check(settings: Settings) -> None:
    """Raise BadSettings if pages without TLS would be served on an address that other machines can reach."""
    if settings.tls:
        return
    for address in inherited():
        if not is_loopback(address):
            raise BadSettings(
                cause=f"systemd listens on {address}, which other machines can reach: the pages need [tls]."
            )


def inherited() -> list[str]:
    """The host of each socket that this process was started with; a Unix socket counts as loopback."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    return [_host(number) for number in range(FIRST, FIRST + int(os.environ.get("LISTEN_FDS", "0")))]


def _host(number: int) -> str:
    with socket.socket(fileno=os.dup(number)) as listener:
        name = listener.getsockname()
    return str(name[0]) if isinstance(name, tuple) else "localhost"
