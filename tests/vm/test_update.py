"""Updates of a whole box, by RAUC on the next kernel: kept, left, refused; films and keys stay.

A stick brings each update. The start script plays the Pi's firmware: which slot starts, it reads from the disk alone.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from provision.service import Service
from provision.update import make
from tests.support.services import new_box, new_service
from tests.vm.machine import BOOT, Machine
from tests.vm.updating import (
    DATA,
    STAYS,
    autoboot,
    await_ready,
    bundle,
    install,
    record,
    running,
    start,
    status,
    went_back,
)
from tests.vm.variants import LATER, NEVER_READY, PANICS, stick


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
    before, version = box.booted(), running(box)
    assert install(box, boots) != before
    assert box.await_slot(boots + 2, 2 * BOOT) == before
    went_back(box, "0.4.0", version)
    box.power_off()


def test_a_slot_that_panics_is_left_after_its_second_start(box: Machine, service: Service, tmp_path: Path) -> None:
    boots = start(box, stick(bundle(service, tmp_path, "0.5.0", kernel_line=PANICS), tmp_path / "stick"))
    before, version = box.booted(), running(box)
    box.shell("systemctl start attune-update", timeout=900)
    for tries in (1, 2):
        box.shell("systemctl start --no-block attune-update")
        assert box.await_slot(boots + 2 * tries, 2 * BOOT) == before
        await_ready(box)
        box.shell("systemctl start attune-update-confirm")
    other = "ab".replace(before, "")
    assert [line.split()[1:] for line in box.boots()[-4:]] == 2 * [[other, "tryboot"], [before]]
    went_back(box, "0.5.0", version)
    box.power_off()


def test_foreign_changed_and_older_bundles_are_refused(box: Machine, service: Service, tmp_path: Path) -> None:
    good = bundle(service, tmp_path, "0.7.0", kernel_line=PANICS)
    foreign = make(new_service(tmp_path / "other"), tmp_path / "image-0.7.0", tmp_path / "foreign").bundle
    foreign = foreign.rename(tmp_path / "foreign.raucb")
    older = bundle(service, tmp_path, "0.1.0", kernel_line=PANICS)
    changed = tmp_path / "changed.raucb"
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    usual = autoboot(box)
    start(box, stick(foreign, tmp_path / "stick", older, changed))
    for each, code in ((foreign, "update-foreign"), (older, "update-old"), (changed, "update-not-installed")):
        box.shell(f"cd /media/ATTUNE; rm *.raucb; mv {LATER}/{each.name} ." if each != foreign else "true")
        box.shell("systemctl start attune-update", timeout=900)
        assert record(box)["code"] == code
        box.await_true(f"attune status {' '.join(DATA)} --json | grep -q {code}")
    box.power_off()
    assert autoboot(box) == usual
