"""Where a box's pages are: an address and a name that no other box of the service has.

Each has a /24 of the service's network, by its serial number. Cookies and what a browser keeps belong to an address:
two boxes must never share them (docs/decisions/0011).
"""

from ipaddress import IPv4Address, IPv4Network

from provision.errors import ServiceFull

SMALLEST, LARGEST = 8, 22


def read_network(text: str) -> IPv4Network:
    """The network of the boxes' access points. Raises ValueError."""
    network = IPv4Network(text)
    if not network.is_private or not SMALLEST <= network.prefixlen <= LARGEST:
        raise ValueError(f"{text} is not a private network from /{SMALLEST} to /{LARGEST}, such as 10.77.0.0/16")
    return network


def address(network: IPv4Network, serial: int) -> IPv4Address:
    """The box's own address. Serial numbers begin at 1. Raises ServiceFull."""
    found = network.network_address + serial * 256 + 1
    if found not in network:
        raise ServiceFull(network=network)
    return found


def host(domain: str, box: str) -> str:
    """The box's own name."""
    return f"{box}.{domain}"
