"""An update with the power cut at any write: each state of the disk starts from a whole slot, and has what it had.

Every write of one update is logged: the installation, the start that tries it, its being kept. Disks are rebuilt as
they were at flushes and between, with unflushed writes lost, reordered or torn. All are examined; some are started.
"""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from appliance.system.autoboot import usual_slot
from appliance.system.update_record import UpdateRecord
from provision.service import Service
from sealed.errors import Finding
from sealed.film.reader import examine
from tests.support.card_image import mended, plugged
from tests.support.services import new_box, new_service
from tests.support.write_log import Cut, Entry, WriteLog, cuts, states_in_place
from tests.vm.machine import BOOT, BOOTCONFIG, Machine
from tests.vm.updating import await_ready, bundle, install, partition, partitions, slot, start
from tests.vm.variants import stick

STATES = int(os.environ.get("ATTUNE_VM_STATES", "100"))
"""States of the disk that are examined."""
CUTS = int(os.environ.get("ATTUNE_VM_CUTS", "20"))
"""Instants of the installation at which a disk is started."""
SEED = 20261126
ASIDE = ("NetworkManager", "attune-radio", "attune-web", "attune-courier", "attune-vm-phone")
"""Services that take no part in an update, and half of an emulated start: the disks that are started leave them out."""
OPTIONS = "data=ordered,commit=5"


@dataclass(frozen=True)
class Updated:
    """`base` is the disk before the update, `log` each write since; `installed`: how many before the try."""

    base: Path
    log: WriteLog
    film: str
    installed: int
    new: str
    box: Machine


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return new_service(tmp_path_factory.mktemp("service") / "svc")


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Updated]:
    """A box with a film that took an update, whose disk's every write was logged."""
    home = tmp_path_factory.mktemp("power")
    new_box(service, home / "made", "attune-01", camera="320x180@5", microphone="Loopback")
    with Machine(home) as box:
        box.onto_first_partition(home / "made/attune-01/attune-box")
        image = stick(bundle(service, home, "0.3.0"), home / "stick")
        start(box, image)
        box.press()
        box.await_light("red")
        time.sleep(15)
        box.press(seconds=2.5)
        box.await_light("green")
        film = box.shell("ls /var/lib/attune/films").strip()
        box.power_off()
        base, log = home / "base.raw", home / "writes"
        subprocess.run(["cp", "--sparse=always", box.disk, base], check=True)
        boots = start(box, image, "--log", str(log))
        written = WriteLog(log)
        assert install(box, boots, lambda: installed.append(written.count())) == "b"
        box.await_true("grep -q good /etc/attune/update.json", BOOT)
        box.power_off()
        yield Updated(base, written, film, installed[0], slot(box.disk, "b"), box)


installed: list[int] = []


def test_every_state_of_the_disk_starts_from_a_whole_slot(updated: Updated, tmp_path: Path) -> None:
    chance, entries = random.Random(SEED), updated.log.entries()
    never_written(updated.base, entries, "boot_a", "system_a")
    disk, seen = tmp_path / "state.raw", {"A": 0, "B": 0}
    subprocess.run(["cp", "--sparse=always", updated.base, disk], check=True)
    chosen = cuts(entries, STATES, chance)
    for cut in states_in_place(updated.log, disk, chosen, chance):
        seen[examined(updated, disk, cut, tmp_path)] += 1
    print(
        f"{len(chosen)} states of {len(entries)} writes: {seen['A']} start from the old slot, {seen['B']} from the new"
    )
    assert len(chosen) >= STATES
    assert min(seen.values()) > 0


def test_an_installation_cut_off_starts_from_the_old_slot(updated: Updated, tmp_path: Path) -> None:
    chance = random.Random(SEED + 1)
    chosen = [Cut(updated.installed * (number + 1) // (CUTS + 1), 0.5) for number in range(CUTS)]
    disk = tmp_path / "state.raw"
    subprocess.run(["cp", "--sparse=always", updated.base, disk], check=True)
    for cut in states_in_place(updated.log, disk, chosen, chance):
        home = tmp_path / f"cut-{cut.index}"
        home.mkdir()
        with Machine(home, disk) as box:
            began = time.monotonic()
            box.start(
                "--append", masked("attune-update.timer", "attune-web.socket", *(f"{name}.service" for name in ASIDE))
            )
            await_ready(box)
            assert [line.split()[1:] for line in box.boots()] == [["a"]], cut
            assert updated.film in box.run("attune", "films", "--data", "/var/lib/attune")
            print(f"cut off after {cut.index} writes: ready after {time.monotonic() - began:.0f} s", flush=True)
            box.kill()
            box.disk.unlink()


def masked(*units: str) -> str:
    """For the kernel's command line: these are not started."""
    return " ".join(f"systemd.mask={unit}" for unit in units)


def examined(updated: Updated, disk: Path, cut: Cut, folder: Path) -> str:
    """The slot that a plain start takes; it must be whole, and so must be film, record and file system."""
    autoboot = folder / "autoboot.txt"
    subprocess.run(["mcopy", "-n", "-o", "-i", f"{disk}@@{BOOTCONFIG}", "::autoboot.txt", autoboot], check=True)
    usual = usual_slot(autoboot)
    if usual == "B":
        assert slot(disk, "b") == updated.new, cut
    data, at = folder / "persistent.ext4", folder / "persistent"
    partition(disk, "persistent", data)
    mended(data)
    with plugged(data, at, OPTIONS):
        report = examine(at / "shared/var/lib/attune/films" / updated.film)
        assert report.finding is Finding.COMPLETE, (cut, report)
        record = at / "shared/etc/attune/update.json"
        if record.exists():
            state = msgspec.json.decode(record.read_bytes(), type=UpdateRecord).state
            assert usual == "A" or state in {"trying", "good"}, (cut, state)
    fsck = subprocess.run(["e2fsck", "-fn", data], capture_output=True, text=True, check=False)
    assert fsck.returncode == 0, (cut, fsck.stdout)
    return usual


def never_written(disk: Path, entries: list[Entry], *names: str) -> None:
    """No write went to these partitions."""
    for name in names:
        first, last = partitions(disk)[name]
        assert not [
            each for each in entries if each.length and first < each.offset + each.length and each.offset <= last
        ]
