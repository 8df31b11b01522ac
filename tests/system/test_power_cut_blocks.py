"""A card without power at any write: every state of the disk boots, and all but the film's last second opens.

The kernel's file system and the recorder run natively; each block they write is logged, and disks are rebuilt as they
were at flushes and between, with unflushed writes lost, reordered or torn. `make test-power` takes 300 states of a film
of a minute; by default there are a few, of a short film.
"""

import bisect
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sealed.age import Identity, read_identities
from sealed.errors import CutShort, Finding
from sealed.film.decrypt import open_film
from sealed.film.reader import examine
from sealed.ssh.allowed_signers import Signers
from tests.support.box_process import FIRST, Recorder, attune, key_of
from tests.support.card_image import make, mended, plugged
from tests.support.write_log import Cut, WriteLog, cuts, logged, states

pytestmark = [
    pytest.mark.process,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.root,
    pytest.mark.skipif(not shutil.which("qemu-storage-daemon"), reason="qemu-storage-daemon logs the writes"),
]

STATES = int(os.environ.get("ATTUNE_POWER_CUTS", "10"))
SECONDS = 60 if STATES >= 100 else 8
SEED = 20261126
SIZE = 160 << 20
EXT4 = ["mkfs.ext4", "-q", "-F"]
OPTIONS = "data=ordered,commit=5"
LOST = 1.0 + (0.1 if STATES >= 100 else 0.5)
"""Seconds of film that a cut may cost, and what is not the box's doing: flushes here pass through two more programs,
and where the other tests run, the machine may be busy."""
CONFIG = "[camera]\nwidth = 640\nheight = 360"


@dataclass
class Timeline:
    """When the log had how many entries; sampled while the film is made."""

    log: WriteLog
    counts: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def at(self, index: int) -> float:
        """The last moment (monotonic, seconds) at which the disk surely had no more than `index` entries."""
        found = bisect.bisect_right(self.counts, index) - 1
        return self.times[found] if found >= 0 else 0.0

    @contextmanager
    def sampled(self) -> Iterator[None]:
        done = threading.Event()

        def sample() -> None:
            while not done.wait(0.01):
                now = time.monotonic()
                self.counts.append(self.log.count())
                self.times.append(now)

        thread = threading.Thread(target=sample)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@dataclass(frozen=True)
class Filmed:
    """What was done on the logged disk: an earlier film, a film, and when its first frame was taken."""

    box: Recorder
    key: list[Identity]
    earlier: str
    film: str
    zero: float
    timeline: Timeline
    base: Path
    image: Path
    at: Path

    def due(self, index: int) -> float:
        """Seconds that had been filmed when the log had no more than `index` entries."""
        return self.timeline.at(index) - self.zero


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filmed]:
    home = tmp_path_factory.mktemp("power")
    key = home / "key.txt"
    assert attune("keygen", "-o", key).returncode == 0
    image, base, at = home / "card.raw", home / "base.raw", home / "card"
    make(image, SIZE, EXT4)
    at.mkdir()
    with plugged(image, at, OPTIONS):
        box = Recorder(at / "box", [key_of(key)], CONFIG)
        with box:
            box.start(*FIRST)
            earlier = begin(box)[0]
            time.sleep(2)
            box.post("/stop")
    shutil.copyfile(image, base)
    with logged(image, at, OPTIONS) as log, Recorder.again(box) as running:
        running.start(*FIRST)
        timeline = Timeline(log)
        with timeline.sampled():
            film, zero = begin(running)
            for second in range(SECONDS):
                time.sleep(1)
                if second % 3 == 1:
                    running.post("/mark", {"id": f"{second:016x}"})
    yield Filmed(box, read_identities(key.read_bytes()), earlier, film, zero, timeline, base, image, at)


def begin(box: Recorder) -> tuple[str, float]:
    """Start a film: its id, and when its first frame was taken (monotonic, seconds)."""
    status = box.post("/start")
    return status["film"]["id"], status["clock"]["monotonic"] / 1e9 - status["film"]["elapsed"]


def test_every_state_of_the_card_boots_and_keeps_all_but_the_last_second(filmed: Filmed) -> None:
    chance = random.Random(SEED)
    log = filmed.timeline.log
    entries = log.entries()
    chosen = cuts(entries, STATES, chance)
    disk = filmed.image.with_name("state.raw")
    assert filmed.due(len(entries)) >= SECONDS
    worst, longest, opened = 0.0, 0.0, 0
    for cut in states(log, filmed.base, disk, chosen, chance):
        lost = check(filmed, disk, cut)
        if lost is not None:
            worst, longest, opened = max(worst, lost), max(longest, filmed.due(cut.index) - lost), opened + 1
    print(
        f"{len(chosen)} states of {len(entries)} writes; {opened} with some of the film, up to {longest:.1f} s; "
        f"at most {worst:.2f} s lost"
    )
    assert opened >= len(chosen) / 3


def check(filmed: Filmed, disk: Path, cut: Cut) -> float | None:
    """Start the box on a disk that lost its power; how many seconds of film are gone. None: nothing was due."""
    mended(disk)
    with plugged(disk, filmed.at, OPTIONS), Recorder.again(filmed.box) as box:
        box.start(*FIRST)
        signers = Signers.read(box.signers)
        report = examine(box.films / filmed.earlier, signers)
        assert report.finding is Finding.COMPLETE, (cut, report)
        due = filmed.due(cut.index)
        folder = box.films / filmed.film
        if not folder.exists():
            assert due <= LOST, (cut, due)
            lost = None
        else:
            report = examine(folder, signers)
            assert report.finding in {Finding.CUT_SHORT, Finding.COMPLETE}, (cut, report)
            lost = due - report.seconds
            assert lost <= LOST, (cut, due, report)
            assert report.segments == 0 or size_opened(folder, filmed.key) > 0
        assert {path.name for path in box.films.iterdir()} <= {filmed.earlier, filmed.film}
    fsck = subprocess.run(["e2fsck", "-fn", disk], capture_output=True, text=True, check=False)
    assert fsck.returncode == 0, fsck.stdout
    return lost


def size_opened(folder: Path, key: list[Identity]) -> int:
    """Bytes of the MP4 that opens; a film that was cut short says so after its last byte."""
    size = 0
    with suppress(CutShort):
        for piece in open_film(folder, key):
            size += len(piece)
    return size


def test_a_disk_that_lies_about_flushes_is_found_out(filmed: Filmed) -> None:
    """The same check fails where flushes are ignored: it can."""
    chance = random.Random(SEED)
    log = filmed.timeline.log
    last = len(log.entries()) - 1
    disk = filmed.image.with_name("lying.raw")
    for cut in states(log, filmed.base, disk, [Cut(last, 0.5)], chance, obeys_flushes=False):
        with pytest.raises((AssertionError, subprocess.CalledProcessError)):
            check(filmed, disk, cut)
