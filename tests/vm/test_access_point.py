"""The box's Wi-Fi as phones find it: an address and the pages, and nothing else; nobody else, and no way through."""

import pytest

from tests.vm.machine import Machine
from tests.vm.service import Service
from tests.vm.wifi import join

SCAN = """
import resource, selectors, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
selector, found = selectors.DefaultSelector(), []
for port in (*range(1, 1025), 5353, 8080, 8443, 8888):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex((sys.argv[1], port))
    selector.register(one, selectors.EVENT_WRITE, port)
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    for key, _ in selector.select(1):
        selector.unregister(key.fileobj)
        error = key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        found.append(f"{key.data}{'' if error == 0 else ' refused' if error == 111 else f' {error}'}")
print("\\n".join(found))
"""
"""Every port that accepts or refuses; a port that is closed by the firewall says nothing."""

DNS = "000101000001000000000000037777770764656269616e036f72670000010001"
"""A question for a name's address."""


@pytest.fixture(scope="module")
def other(box: Machine, service: Service) -> str:
    """The address of a second phone on the same Wi-Fi."""
    wifi = service.box["wifi"]
    return join(box, "other", "wlan2", wifi["ssid"], wifi["passphrase"])["ip_address"]


@pytest.fixture(scope="module")
def address(service: Service) -> str:
    """The box's."""
    return str(service.box["address"])


def test_dhcp_gives_an_address_and_neither_router_nor_names(box: Machine, lease: dict[str, str], address: str) -> None:
    assert lease["ip_address"].rpartition(".")[0] == address.rpartition(".")[0]
    assert "routers" not in lease
    assert "domain_name_servers" not in lease
    ways = box.shell("ip netns exec phone ip route show default").splitlines()
    assert [way.split()[2] for way in ways] == ["10.0.3.2"], "the phone's own mobile network, as before"


@pytest.mark.usefixtures("lease")
def test_only_the_pages_answer(box: Machine, address: str) -> None:
    seen = box.run("ip", "netns", "exec", "phone", "python3", "-c", SCAN, address, "40").split("\n")
    assert [line for line in seen if line] == ["443"]
    lists = box.shell("ss -Hltn | awk '{print $4}'").split()
    assert any(line.endswith(":443") for line in lists)


@pytest.mark.usefixtures("lease")
def test_no_other_protocol_answers(box: Machine, address: str) -> None:
    assert not answers(box, "phone", f"ping -c 2 -W 2 {address}")
    ask = "import socket; s=socket.socket(type=socket.SOCK_DGRAM); s.settimeout(4); "
    ask += f"s.sendto(bytes.fromhex('{DNS}'), ('{address}', 53)); s.recv(512)"
    assert not answers(box, "phone", f'python3 -c "{ask}"')


@pytest.mark.usefixtures("lease")
def test_phones_do_not_reach_each_other(box: Machine, other: str, address: str) -> None:
    assert not answers(box, "phone", f"ping -c 2 -W 2 {other}")
    assert other not in box.shell("ip netns exec phone ip neighbour show nud reachable")
    for name in ("phone", "other"):
        assert answers(box, name, f"python3 -c \"import socket; socket.create_connection(('{address}', 443), 20)\"")


def test_names_come_from_the_uplink(box: Machine) -> None:
    """By DHCP, and not from the machine that built the image; /etc itself is only read."""
    box.await_true("grep -qx 'nameserver 10.0.2.3' /etc/resolv.conf")
    assert box.run("readlink", "/etc/resolv.conf").strip() == "/run/NetworkManager/resolv.conf"


@pytest.mark.usefixtures("lease")
def test_nothing_is_passed_on_to_the_uplink(box: Machine, service: Service, address: str) -> None:
    there = f"python3 -c \"import socket; socket.create_connection(('10.0.2.2', {service.store.port}), 8)\""
    assert box.agent.run(["/bin/sh", "-c", there])[0] == 0, "the box itself reaches its store"
    box.shell(f"ip netns exec phone ip route add 10.0.2.0/24 via {address}")
    assert not answers(box, "phone", there)
    assert not answers(box, "phone", "ping -c 2 -W 2 10.0.2.2")
    counted = box.shell("nft list chain inet attune forward")
    assert "policy drop" in counted
    box.shell("ip netns exec phone ip route del 10.0.2.0/24")


def answers(box: Machine, phone: str, command: str) -> bool:
    """Whether a command ends well on a phone."""
    return box.agent.run(["/bin/sh", "-c", f"ip netns exec {phone} {command}"])[0] == 0
