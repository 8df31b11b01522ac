"""Updates of a whole box, by RAUC on the next kernel: kept, left, cut off at twenty instants; films and keys stay.

A stick brings each update. The start script plays the Pi's firmware: which slot starts, it reads from the disk alone.
"""

import hashlib
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from provision.service import Service
from provision.update import make
from tests.support.services import new_box, new_service
from tests.vm.machine import BOOT, BOOTCONFIG, Machine
from tests.vm.variants import NEVER_READY, PANICS, stick, variant

CUTS = 20
DATA = ("--data", "/var/lib/attune")
STAYS = (
    "find /var/lib/attune/films /etc/attune -type f ! -name update.json ! -path '*/rauc/*' | sort | xargs sha256sum;"
    "cat /run/NetworkManager/system-connections/attune.nmconnection; cat /etc/machine-id"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return new_service(tmp_path_factory.mktemp("service") / "svc")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Machine]:
    """A box that is set up, switched off."""
    home = tmp_path_factory.mktemp("box")
    new_box(service, home / "made", "attune-01", camera="320x180@5", microphone="Loopback")
    with Machine(home) as made:
        made.onto_first_partition(home / "made/attune-01/attune-box")
        yield made


def bundle(service: Service, home: Path, version: str, **how: Any) -> Path:
    return make(service, variant(home / f"image-{version}", version, **how), home / "updates").bundle


def start(box: Machine, image: Path) -> int:
    """Switch it on with a stick in it; how often it was started so far."""
    before = len(box.boots())
    drive = f"if=none,id=stick,format=raw,file={image}"
    append = ("--append", "systemd.mask=attune-update.timer")  # each step is the test's
    box.start(*append, "--", "-device", "qemu-xhci", "-drive", drive, "-device", "usb-storage,drive=stick")
    await_ready(box)
    box.await_true("test -e /media/ATTUNE/*.raucb")
    return before + 1


def install(box: Machine, boots: int) -> str:
    """Let the box install what is on its stick and start with it; from which slot it then starts."""
    box.shell("systemctl start attune-update", timeout=900)
    assert record(box)["state"] == "installed", box.shell("journalctl -u attune-update -u rauc --no-pager | tail -40")
    box.shell("systemctl start --no-block attune-update")
    return box.await_slot(boots + 1, 2 * BOOT)


def record(box: Machine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.shell("cat /etc/attune/update.json"))
    return found


def status(box: Machine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.run("attune", "status", *DATA, "--json"))
    return found


def await_ready(box: Machine) -> None:
    box.await_true(f'attune status {" ".join(DATA)} --json | grep -Eq \'"state": ?"ready"\'', BOOT)


def autoboot(box: Machine) -> bytes:
    words = ["mtype", "-i", f"{box.disk}@@{BOOTCONFIG}", "::autoboot.txt"]
    return subprocess.run(words, check=True, capture_output=True).stdout


def test_an_update_is_kept_and_films_keys_wifi_and_clock_with_it(
    box: Machine, service: Service, tmp_path: Path
) -> None:
    boots = start(box, stick(bundle(service, tmp_path, "0.3.0"), tmp_path / "stick"))
    box.press()
    time.sleep(15)
    box.press(seconds=2.5)
    await_ready(box)
    stays, clock = box.shell(STAYS), float(box.shell("date +%s"))
    assert "/films/" in stays

    assert install(box, boots) == "b"
    box.await_true("grep -q good /etc/attune/update.json", BOOT)
    assert box.shell(STAYS) == stays
    assert float(box.shell("date +%s")) >= clock
    assert "0.3.0" in box.run("attune", "update", "status")
    assert status(box)["warnings"] == []
    box.power_off()
    assert b"[all]\ntryboot_a_b=1\nboot_partition=3\n" in autoboot(box)


def test_a_slot_whose_recorder_never_gets_ready_is_left(box: Machine, service: Service, tmp_path: Path) -> None:
    boots = start(box, stick(bundle(service, tmp_path, "0.4.0", files=NEVER_READY), tmp_path / "stick"))
    assert install(box, boots) == "a"
    assert box.await_slot(boots + 2, 2 * BOOT) == "b"
    went_back(box, "0.4.0")
    box.power_off()


def test_a_slot_that_panics_is_left_after_its_second_start(box: Machine, service: Service, tmp_path: Path) -> None:
    boots = start(box, stick(bundle(service, tmp_path, "0.5.0", kernel_line=PANICS), tmp_path / "stick"))
    box.shell("systemctl start attune-update", timeout=900)
    for tries in (1, 2):
        box.shell("systemctl start --no-block attune-update")
        assert box.await_slot(boots + 2 * tries, 2 * BOOT) == "b"
        await_ready(box)
        box.shell("systemctl start attune-update-confirm")
    assert [line.split()[1:] for line in box.boots()[-4:]] == [["a", "tryboot"], ["b"], ["a", "tryboot"], ["b"]]
    went_back(box, "0.5.0")
    box.power_off()


def went_back(box: Machine, version: str) -> None:
    """The old slot runs, ready, and says so everywhere."""
    await_ready(box)
    found = record(box)
    assert (found["state"], found["code"], found["rejected"][-1]) == ("failed", "update-failed", version)
    box.await_true(f"attune status {' '.join(DATA)} --json | grep -q update-failed")
    assert "0.3.0" in box.run("attune", "update", "status", check=False)


def test_an_installation_cut_off_at_twenty_instants_leaves_the_old_slot(
    box: Machine, service: Service, tmp_path: Path
) -> None:
    """The plug is pulled; the next start shows that nothing is lost, and begins the installation that is cut next."""
    image = stick(bundle(service, tmp_path, "0.6.0"), tmp_path / "stick")
    before, usual, written = slot(box.disk, "b"), autoboot(box), set()
    whole = 0.0
    for cut in range(CUTS + 1):
        boots = start(box, image)
        assert box.boots()[boots - 1].split()[1:] == ["b"]
        began = time.monotonic()
        if not whole:  # how long it takes: the first is not cut
            box.shell("systemctl start attune-update", timeout=900)
            whole = time.monotonic() - began
            assert record(box)["state"] == "installed"
            box.shell("rm /etc/attune/update.json")
        else:
            box.shell("systemctl start --no-block attune-update")
            time.sleep(whole * cut / (CUTS + 2))
            assert record(box)["state"] == "installing"
        box.kill()
        assert (slot(box.disk, "b"), autoboot(box)) == (before, usual)
        written.add(slot(box.disk, "a"))
    assert len(written) > CUTS // 2, "the other slot was being written"


def slot(disk: Path, name: str) -> str:
    """A hash over a slot's two partitions."""
    shown = subprocess.run(["sgdisk", "--print", disk], check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256()
    for line in shown.splitlines():
        words = line.split()
        if words and words[-1] in {f"boot_{name}", f"system_{name}"}:
            with disk.open("rb") as file:
                file.seek(int(words[1]) * 512)
                left = (int(words[2]) - int(words[1]) + 1) * 512
                while left:
                    data = file.read(min(left, 1 << 22))
                    digest.update(data)
                    left -= len(data)
    return digest.hexdigest()


def test_foreign_changed_and_older_bundles_are_refused(box: Machine, service: Service, tmp_path: Path) -> None:
    good = bundle(service, tmp_path, "0.7.0", kernel_line=PANICS)
    foreign = make(new_service(tmp_path / "other"), tmp_path / "image-0.7.0", tmp_path / "foreign").bundle
    older = bundle(service, tmp_path, "0.1.0", kernel_line=PANICS)
    changed = tmp_path / "changed.raucb"
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    for each, code in ((foreign, "update-foreign"), (older, "update-old"), (changed, "update-not-installed")):
        usual = autoboot(box)
        start(box, stick(each, tmp_path / "stick"))
        box.shell("systemctl start attune-update", timeout=900)
        assert record(box)["code"] == code
        box.await_true(f"attune status {' '.join(DATA)} --json | grep -q {code}")
        box.power_off()
        assert autoboot(box) == usual
