"""A box without power at any write of an update: each state of its card starts, gets ready, and finishes the update.

As for a film (test_power_cut_blocks.py): each block that is written is logged, and cards are rebuilt as they were at
flushes and between, with unflushed writes lost, reordered or torn. The update is the box's own code, the recorder runs;
RAUC's installer is a copy into the slot. `make test-power` takes 100 states; by default there are a few.
"""

import hashlib
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.system.autoboot import AUTOBOOT, make_usual, usual_slot
from sealed.errors import Finding
from sealed.film.reader import examine
from sealed.ssh.allowed_signers import Signers
from tests.support.box_process import Recorder
from tests.support.card_image import plugged
from tests.support.services import new_service, recipient
from tests.support.slotted_card import OPTIONS, SHARED, SLOTS, check_file_systems, make, mounted, slot
from tests.support.update_box import UpdateBox
from tests.support.updates import new_update
from tests.support.write_log import Cut, WriteLog, cuts, logged_disk, states

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.root,
    pytest.mark.skipif(not shutil.which("qemu-storage-daemon"), reason="qemu-storage-daemon logs the writes"),
]

STATES = int(os.environ.get("ATTUNE_UPDATE_CUTS", "3"))
SEED = 20261126
OLD, NEW = "0.2.0", "0.3.0"
CONFIG = "[camera]\nwidth = 320\nheight = 180"
INSTALLER = "dd if={new} of={slot} bs=64k oflag=direct conv=fsync,nocreat status=none"
STEPS = 6
"""Runs of the update's unit after a start, at most, until it is done."""


@dataclass(frozen=True)
class Updated:
    """`base` is the card before the update, `log` each write since; `other` links to slot B of the card in use."""

    box: UpdateBox
    recorder: Recorder
    film: str
    base: Path
    log: WriteLog
    other: Path
    old: str
    new: str


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Updated]:
    home = tmp_path_factory.mktemp("update")
    service = new_service(home / "svc")
    bundle = new_update(service, home, NEW).bundle
    image, base, root, new, other = (home / name for name in ("card.raw", "base.raw", "root", "new.img", "slot-b"))
    old = os.urandom(SLOTS["A"].size)
    new.write_bytes(os.urandom(SLOTS["B"].size))
    make(image, old)
    with plugged(image, root, OPTIONS, region=SHARED):
        (root / "var/lib").mkdir(parents=True)
        recorder = Recorder(root / "var/lib/attune", [recipient()], CONFIG)
        box = UpdateBox(root, service, OLD)
        box.installer(failure=INSTALLER.format(new=new, slot=other))
        box.fetched(bundle, NEW)
        film = filmed(recorder)
    with mounted(image, root, other):
        make_usual(root / AUTOBOOT, "A")
    shutil.copyfile(image, base)
    with logged_disk(image) as (disk, log):
        with mounted(disk, root, other):
            assert box.run().state == "installed"
            assert box.run().state == "trying"
        with mounted(disk, root, other):
            box.start("B", NEW)
            assert box.updater().confirm(within=1)
    hashes = [hashlib.sha256(data).hexdigest() for data in (old, new.read_bytes())]
    yield Updated(box, recorder, film, base, log, other, *hashes)


def filmed(recorder: Recorder) -> str:
    """A film of two seconds; its id."""
    with recorder:
        film = str(recorder.start().post("/start")["film"]["id"])
        time.sleep(2)
        recorder.post("/stop")
    return film


def test_every_state_of_the_card_starts_from_a_whole_slot_and_the_update_goes_on(updated: Updated) -> None:
    chance, entries = random.Random(SEED), updated.log.entries()
    chosen = cuts(entries, STATES, chance)
    disk, seen = updated.base.with_name("state.raw"), {"A": 0, "B": 0}
    for cut in states(updated.log, updated.base, disk, chosen, chance):
        seen[check(updated, disk, cut)] += 1
    print(
        f"{len(chosen)} states of {len(entries)} writes: {seen['A']} start from the old slot, {seen['B']} from the new"
    )
    assert STATES < 20 or min(seen.values()) > 0


def test_after_the_last_write_the_new_slot_is_the_usual_one(updated: Updated) -> None:
    disk, last = updated.base.with_name("last.raw"), len(updated.log.entries())
    for cut in states(updated.log, updated.base, disk, [Cut(last, 1.0)], random.Random(SEED)):
        assert check(updated, disk, cut) == "B"


def test_a_card_that_lies_about_flushes_is_found_out(updated: Updated) -> None:
    """The same check fails where flushes are ignored: it can."""
    disk, last = updated.base.with_name("lying.raw"), len(updated.log.entries())
    for cut in states(updated.log, updated.base, disk, [Cut(last, 0.5)], random.Random(SEED), obeys_flushes=False):
        with pytest.raises((AssertionError, subprocess.CalledProcessError, OSError, ValueError)):
            check(updated, disk, cut)


def check(updated: Updated, disk: Path, cut: Cut) -> str:
    """Start the box from what a power cut left, and let the update go on; the slot that the start took."""
    box, root = updated.box, updated.box.root
    assert slot(disk, "A") == updated.old, cut
    found = slot(disk, "B")
    with mounted(disk, root, updated.other):
        usual = usual_slot(root / AUTOBOOT)
        assert usual == "A" or found == updated.new, cut
        box.start(usual, OLD if usual == "A" else NEW)
        with Recorder.again(updated.recorder) as recorder:
            recorder.start()
            report = examine(recorder.films / updated.film, Signers.read(recorder.signers))
            assert report.finding is Finding.COMPLETE, (cut, report)
        assert box.updater().confirm(within=1), cut
        assert usual_slot(root / AUTOBOOT) == usual, (cut, "a start that tries nothing changes nothing")
        go_on(box)
        assert (box.record.state, usual_slot(root / AUTOBOOT)) == ("good", "B"), (cut, box.record)
    assert slot(disk, "B") == updated.new, cut
    check_file_systems(disk)
    return usual


def go_on(box: UpdateBox) -> None:
    """Run the update's unit until it is done, and start the machine when it asks for that."""
    for _ in range(STEPS):
        state = box.run().state
        if state == "trying":
            box.start("B", NEW)
            assert box.updater().confirm(within=1)
        if state in {"good", "failed"}:
            return
