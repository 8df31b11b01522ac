"""Virtual appliances, built and started. Outside `make test-vm` these tests are skipped, and say so."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vm.machine import ARCH, PROJECT, RIG, Machine
from tests.vm.service import Service
from tests.vm.wifi import join

READY = "ATTUNE_VM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("vm")
            if READY not in os.environ and "ATTUNE_IN_VM" not in os.environ:
                item.add_marker(pytest.mark.skip(reason="boots the appliance in an emulated machine: make test-vm"))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A box that was flashed and has no bundle; a second disk holds these tests."""
    home = tmp_path_factory.mktemp("fresh")
    with Machine(home) as made:
        made.start("--", "-drive", f"file={disk_of_tests(home)},if=virtio,format=raw,readonly=on")
        yield made


def disk_of_tests(home: Path) -> Path:
    """What a test needs that runs in the machine: the project, and of the rig's Python what the package has not."""
    folder, disk = home / "tests", home / "tests.ext4"
    folder.mkdir()
    for part in ("appliance", "attune", "control", "provision", "sealed", "stores", "tests"):
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", folder)
    names = ("__pycache__", "av*", "numpy*", "PIL", "pillow*", "skvideo", "picamera2", "obstore*")
    ignored = shutil.ignore_patterns(*names, *(["*.so"] if ARCH != "amd64" else []))  # the rig's are for amd64
    shutil.copytree(RIG / "root/opt/venv/lib/python3.13/site-packages", folder / "site-packages", ignore=ignored)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-L", "tests", "-d", folder, disk, "512M"], check=True)
    return disk


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with a store, and the bundle of one box."""
    made = Service(tmp_path_factory.mktemp("service"))
    with made.store:
        yield made


@pytest.fixture(scope="session")
def box(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Machine]:
    """A box that was flashed and given its bundle, and is ready to film."""
    with Machine(tmp_path_factory.mktemp("box")) as made:
        made.onto_first_partition(service.bundle)
        began = time.monotonic()
        made.start()
        made.await_light("green", 900)
        print(f"from power-on to a green light: {time.monotonic() - began:.0f} s")
        yield made


@pytest.fixture(scope="session")
def lease(box: Machine, service: Service) -> dict[str, str]:
    """What a phone was given when it joined with the label's passphrase."""
    wifi = service.box["wifi"]
    return join(box, "phone", "wlan1", wifi["ssid"], wifi["passphrase"])
