"""The address of a laptop's pages: loopback unless they have TLS, and a free port if the wanted one is taken."""

import socket
from ipaddress import ip_address

from appliance.errors import BadSettings

EXAMPLES = "Use one such as 127.0.0.1:8765 or [::1]:8765"


def free_address(bind: str, tls: bool = False) -> str:
    """`bind`, or the same host with a free port if that one is taken. Raises BadSettings if it cannot be bound."""
    host, _, port = bind.rpartition(":")
    try:
        number = int(port)
        if not host or not 0 <= number <= 65535:
            raise ValueError("it is no HOST:PORT")
        family, *_, address = socket.getaddrinfo(host.strip("[]"), number, type=socket.SOCK_STREAM)[0]
        if not tls and not ip_address(address[0]).is_loopback:
            raise ValueError("other machines can reach it, and the pages of a laptop are served without TLS")
        return f"{host}:{_bound(family, str(address[0]), number)}"
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise BadSettings(f"The pages cannot be served at {bind} ({cause}). {EXAMPLES}.") from error


def _bound(family: int, host: str, port: int) -> int:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            probe.bind((host, 0))
        return int(probe.getsockname()[1])
