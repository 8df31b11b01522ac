"""Where the pages will listen, judged before the server starts: at `bind`, or on the sockets that systemd hands over
(sd_listen_fds(3)), whose own address counts, whatever `bind` says.
"""

import os
import socket

from web.errors import BadSettings
from web.settings import Settings, is_loopback

FIRST = 3


def check(settings: Settings) -> None:
    """Raise BadSettings if nothing can listen at `bind`, or if pages without TLS would be served on an address that
    other machines can reach.
    """
    handed = inherited()
    if not handed:
        _try(settings)
    if settings.tls:
        return
    for address in handed:
        if not is_loopback(address):
            raise BadSettings(
                cause=f"systemd listens on {address}, which other machines can reach: the pages need [tls]."
            )


def _try(settings: Settings) -> None:
    """Bind once, as the server will: it would try again and again, and then end without a sentence."""
    host, _, port = settings.bind.rpartition(":")
    number = int(port) if port.isascii() and port.isdecimal() else -1
    try:
        if not host or not 0 <= number <= 65535:
            raise ValueError("it is no HOST:PORT")
        family, *_, address = socket.getaddrinfo(host.strip("[]"), number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise BadSettings(
            cause=f"The pages cannot be served at {settings.bind} ({cause}). Correct `bind`, or end what listens there."
        ) from error


def inherited() -> list[str]:
    """The host of each socket that this process was started with; a Unix socket counts as loopback."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    return [_host(number) for number in range(FIRST, FIRST + int(os.environ.get("LISTEN_FDS", "0")))]


def _host(number: int) -> str:
    with socket.socket(fileno=os.dup(number)) as listener:
        name = listener.getsockname()
    return str(name[0]) if isinstance(name, tuple) else "localhost"
