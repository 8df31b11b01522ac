"""The fault matrix of a folder and of USB disks: pulled, lying, full, the courier killed."""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest

from sealed.papers.receipt import Receipt
from stores.errors import CourierError, NotProven, StoreAway, StoreFull
from tests.stores.conftest import AtFolder
from tests.stores.matrix import Trial, attempt, attempt_apart, not_whole, outcome_of
from tests.support.disks import Disk, missing, plugged
from tests.support.faulty_store import FaultyStore
from tests.support.store_places import FolderPlace

pytestmark = pytest.mark.slow


def test_a_disk_is_pulled_at_some_object(at_folder: AtFolder) -> None:
    for seed in range(14):
        trial = at_folder("pulled", seed)
        store = FaultyStore(trial.place.root, puts_left=trial.somewhere(names=True), parallel=1 + seed % 3)
        outcome = attempt(trial.film, store)
        assert not_whole(trial.place.root / trial.film.name)
        trial.judge(outcome, StoreAway)


@pytest.mark.parametrize("fault", ["stores nothing", "flips a bit"])
def test_a_disk_that_lies(at_folder: AtFolder, fault: str) -> None:
    for seed in range(10):
        trial = at_folder(fault, seed)
        name = trial.chance.choice(sorted(trial.before))
        lie = {"loses": name} if fault == "stores nothing" else {"flips": name}
        trial.judge(attempt(trial.film, FaultyStore(trial.place.root, **lie)), NotProven)  # type: ignore[arg-type]


def test_a_courier_is_killed_at_some_system_call(at_folder: AtFolder) -> None:
    for seed in range(8):
        trial = at_folder("courier killed", seed)
        call, most = trial.chance.choice([("fsync", 20), ("link", 17), ("unlink", 17)])
        when = trial.chance.randint(1, most)
        inject = f"inject=/^{call}(at)?$:signal=SIGKILL:when={when}"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace=/^{call}(at)?$", "-e", inject]
        url = trial.place.root.as_uri()
        trial.judge(outcome_of(attempt_apart(trial.film, url, trial.film, *strace)))


@pytest.mark.root
def test_a_folder_is_full(at_folder: AtFolder, film: Path) -> None:
    for seed in range(10):
        trial = at_folder("full", seed)
        room = 4096 * trial.chance.randint(2, 130)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(trial.place.root)]
        subprocess.run(mount, check=True)
        try:
            outcome = attempt(trial.film, trial.place.store())
        finally:
            subprocess.run(["umount", trial.place.root], check=True)
        trial.judge(outcome, StoreFull)


@pytest.mark.root
@pytest.mark.parametrize("kind", ["vfat", "exfat"])
def test_a_usb_disk_is_full(film: Path, tmp_path: Path, kind: str) -> None:
    if why := missing(kind):
        pytest.skip(why)
    with plugged(tmp_path, kind, size=16 << 20) as disk:
        for seed in range(8):
            trial = Trial(kind, "full", seed, film, FolderPlace(disk.at / f"store{seed}"))
            outcome = attempt_with_room(disk, trial)
            trial.judge(outcome, StoreFull)


def attempt_with_room(disk: Disk, trial: Trial[FolderPlace]) -> Receipt | CourierError:
    """With only a part of the film's bytes left on the disk."""
    filler = disk.at / "filler"
    stat = os.statvfs(disk.at)
    leave = trial.somewhere() // 2
    with filler.open("wb") as file, contextlib.suppress(OSError):
        left = stat.f_bavail * stat.f_frsize - leave
        while left > 0:
            left -= file.write(os.urandom(min(left, 1 << 18)))
    outcome = attempt(trial.film, trial.place.store())
    filler.unlink()
    return outcome
