"""What tests of updates do with a virtual appliance: a bundle on a stick, the next step, what the box says of it."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from provision.service import Service
from provision.update import make
from tests.vm.machine import BOOT, BOOTCONFIG, Machine
from tests.vm.variants import variant

DATA = ("--data", "/var/lib/attune")
STAYS = (
    "find /var/lib/attune/films /etc/attune -type f ! -name update.json ! -path '*/rauc/*' | sort | xargs sha256sum;"
    "cat /run/NetworkManager/system-connections/attune.nmconnection; cat /etc/machine-id"
)


def bundle(service: Service, home: Path, version: str, **how: Any) -> Path:
    return make(service, variant(home / f"image-{version}", version, **how), home / "updates").bundle


def start(box: Machine, image: Path, *more: str) -> int:
    """Switch it on with a stick in it; how often it was started so far."""
    before = len(box.boots())
    drive = f"if=none,id=stick,format=raw,file={image}"
    append = ("--append", "systemd.mask=attune-update.timer")  # each step is the test's
    box.start(*append, *more, "--", "-device", "qemu-xhci", "-drive", drive, "-device", "usb-storage,drive=stick")
    await_ready(box)
    box.await_true("test -e /media/ATTUNE/*.raucb")
    return before + 1


def install(box: Machine, boots: int, when_installed: Callable[[], object] = lambda: None) -> str:
    """Let the box install what is on its stick and start with it; from which slot it then starts."""
    box.shell("systemctl start attune-update", timeout=900)
    assert record(box)["state"] == "installed", box.shell("journalctl -u attune-update -u rauc --no-pager | tail -40")
    when_installed()
    box.shell("systemctl start --no-block attune-update")
    return box.await_slot(boots + 1, 2 * BOOT)


def record(box: Machine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.shell("cat /etc/attune/update.json"))
    return found


def status(box: Machine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.run("attune", "status", *DATA, "--json"))
    return found


def await_ready(box: Machine) -> None:
    box.await_true("systemctl is-active -q attune-recorder", BOOT)  # Python takes seconds to start there
    box.await_true(f'attune status {" ".join(DATA)} --json | grep -Eq \'"state": ?"ready"\'', BOOT)


def autoboot(box: Machine) -> bytes:
    words = ["mtype", "-i", f"{box.disk}@@{BOOTCONFIG}", "::autoboot.txt"]
    return subprocess.run(words, check=True, capture_output=True).stdout


def running(box: Machine) -> str:
    """The version that runs."""
    return box.run("attune", "update", "status", check=False).split()[0]


def went_back(box: Machine, version: str, before: str) -> None:
    """The version before runs, ready, and says so everywhere."""
    await_ready(box)
    found = record(box)
    assert (found["state"], found["code"], found["rejected"][-1]) == ("failed", "update-failed", version)
    box.await_true(f"attune status {' '.join(DATA)} --json | grep -q update-failed")
    assert running(box) == before


def slot(disk: Path, name: str) -> str:
    """A hash over a slot's two partitions."""
    digest = hashlib.sha256()
    for label in (f"boot_{name}", f"system_{name}"):
        first, last = partitions(disk)[label]
        with disk.open("rb") as file:
            file.seek(first)
            left = last + 1 - first
            while left:
                data = file.read(min(left, 1 << 22))
                digest.update(data)
                left -= len(data)
    return digest.hexdigest()


def partitions(disk: Path) -> dict[str, tuple[int, int]]:
    """First and last byte of each partition."""
    shown = subprocess.run(["sgdisk", "--print", disk], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in shown.splitlines() if line.strip()[:1].isdigit()]
    return {row[-1]: (int(row[1]) * 512, (int(row[2]) + 1) * 512 - 1) for row in rows}


def partition(disk: Path, name: str, into: Path) -> None:
    """Copy a partition."""
    first, last = partitions(disk)[name]
    block = 1 << 20
    words = [
        f"if={disk}",
        f"of={into}",
        f"bs={block}",
        f"skip={first // block}",
        f"count={-(-(last + 1 - first) // block)}",
    ]
    assert first % block == 0
    subprocess.run(["dd", *words, "conv=sparse", "status=none"], check=True)
