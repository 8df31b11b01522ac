"""A container with the package installed. Outside `make test-package` these tests are skipped, and say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.nspawn import PROJECT, Container

PACKAGES = PROJECT / "build/deb"
READY = "ATTUNE_PACKAGE"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and READY not in os.environ:
            item.add_marker(pytest.mark.skip(reason="boots the package in a container: make test-package"))


def package(version: str) -> Path:
    """The amd64 package of that version, as `make test-package` built it."""
    return PACKAGES / f"attune_{version}_amd64.deb"


OLD, NEW = "0.2.0~test1", "0.2.0~test2"


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """A booted system with the package installed and a simulated box's settings, all services running."""
    with Container() as made:
        install(made, NEW)
        provision(made)
        made.put(Path(__file__).with_name("probe.py"), "/opt/probe.py")
        made.shell("systemctl start attune-recorder attune-courier attune-web.socket attune-web")
        yield made


def install(container: Container, version: str) -> None:
    """Install the package as `dpkg -i` does; what it depends on is there."""
    container.put(package(version), "/root/attune.deb")
    container.run("dpkg", "-i", "/root/attune.deb")


def provision(container: Container) -> None:
    """The settings, keys and certificate of a box with simulated devices, made where they are used."""
    container.shell(
        "ip link add wlan0 type veth peer name air; ip address add 10.17.0.1/24 dev wlan0;"
        "ip link set wlan0 up; ip link set air up"
    )
    container.put(Path(__file__).with_name("provision_box.py"), "/root/provision_box.py")
    container.run("/usr/lib/attune/bin/python3", "/root/provision_box.py")
    container.shell("systemd-tmpfiles --create attune.conf")
