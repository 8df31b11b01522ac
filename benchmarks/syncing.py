"""Syncing 300 objects of 1 MiB to SeaweedFS and to sshd, against rclone in the same run, on the same servers.

Run: `python -m benchmarks.syncing`. What counts is the whole: our copy and our reading back of every byte, as the
courier does them, which runs already when a film comes; against the commands `rclone copy` and `rclone check
--download`. They run in turn, now we first and now they, after a round that only warms the servers up; the median of
the ratios of wall times counts. Each finds an empty place, and what it brought is removed afterwards, so that nobody
pays for the memory that others filled. We flush every object at the SFTP server; rclone none: so all lies on a RAM disk
where there is room, and no disk is measured that only one of the two waits for. At the end a film of ten times as many
objects, to see what memory it takes.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.places import Place, on_seaweed, on_sshd, rclone
from tests.support.sample_film import FILM, OTHER, Studio
from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd

OBJECTS, SIZE = 300, 1 << 20
LONG, SMALL = 3000, 1 << 16
ROUNDS = 6  # an even number: each is first as often as second
MEMORY = 120  # MiB
ROOM = 3 << 30
HOT = 1 << 30
VOLUME = 2048
"""MiB in a volume of SeaweedFS: a film does not wait for the next to be made. SeaweedFS's own default is 30,000."""
UNIT = Path(__file__).parents[1] / "systemd/attune-courier.service"


@dataclass
class Contest:
    """We and rclone at one server, and how many times as fast we are to be."""

    place: Place
    goal: float
    ratios: list[float] = field(default_factory=list)
    lines: list[tuple[float, ...]] = field(default_factory=list)
    long: float = 0.0

    def run(self, film: Path, number: int) -> None:
        """One round of each; round 0 warms up and does not count."""
        if number % 2:
            copied, checked = self._rclone(film)
        copying, verifying, peak = self._carry(film)
        if not number % 2:
            copied, checked = self._rclone(film)
        if number == 0:
            return
        ours = copying + verifying
        self.ratios.append((copied + checked) / ours)
        self.lines.append((copying, verifying, ours, copied, checked, copied + checked, peak))

    def run_long(self, film: Path) -> None:
        """What memory a long film takes."""
        *_, self.long = self._carry(film)

    def told(self) -> bool:
        """Print a line for each round, and whether the goals are met."""
        for ratio, (copying, verifying, ours, copied, checked, theirs, peak) in zip(
            self.ratios, self.lines, strict=True
        ):
            print(
                f"{self.place.name:<12}{copying:9.2f}{verifying:11.2f}{ours:6.2f}{copied:13.2f}{checked:7.2f}{theirs:6.2f}"
                f"{ratio:7.2f}{OBJECTS / ours:8.1f}{peak:9.0f}"
            )
        ratio, most = statistics.median(self.ratios), max(self.long, *(line[-1] for line in self.lines))
        fine = ratio >= self.goal and most <= MEMORY
        words = (
            f"the goal is {self.goal} x; {most:.0f} MiB ({self.long:.0f} with {LONG} objects), the goal is {MEMORY} MiB"
        )
        print(f"{self.place.name}: {ratio:.2f} x rclone, {words}: {'PASS' if fine else 'SHORT'}")
        return fine

    def _carry(self, film: Path) -> tuple[float, ...]:
        with self.place.empty("ours"):
            warm(film.parent)
            command: list[str | Path] = [
                sys.executable,
                "-m",
                "benchmarks.carry",
                film,
                self.place.ours,
                self.place.credentials,
            ]
            environment = os.environ | in_its_unit()
            said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
            return tuple(map(float, said.split()))

    def _rclone(self, film: Path) -> tuple[float, float]:
        with self.place.empty("theirs"):
            warm(film.parent)
            times = [time.perf_counter()]
            for words in (["copy"], ["check", "--download"]):
                rclone(self.place.settings, *words, str(film), self.place.theirs)
                times.append(time.perf_counter())
            return times[1] - times[0], times[2] - times[1]


def main() -> int:
    """Print a line for each round; the number of stores at which a goal was missed."""
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-", dir=ram()) as folder:
        home = Path(folder)
        film = Studio().film(home / "films", FILM, OBJECTS, SIZE)
        long = Studio().film(home / "films", OTHER, LONG, SMALL)
        with Seaweed(home / "seaweed", VOLUME) as seaweed, Sshd(home / "sshd") as sshd:
            contests = [Contest(on_seaweed(seaweed), 1.2), Contest(on_sshd(sshd), 1.0)]
            for number in range(ROUNDS + 1):
                for contest in contests:
                    contest.run(film, number)
            for contest in contests:
                contest.run_long(long)
    print("seconds      our copy  read back  all   rclone copy  check  all   ratio   MiB/s  memory/MiB")
    return sum(not contest.told() for contest in contests)


def warm(folder: Path) -> None:
    """Use memory, and free it. A virtual machine may have given what is free back to its host, and whoever comes next
    would pay for getting it again."""
    file = folder / "warm"
    with file.open("wb", buffering=0) as output:
        for _ in range(HOT // SIZE):
            output.write(bytes(SIZE))
    file.unlink()


def in_its_unit() -> dict[str, str]:
    """The environment that the courier has on a box."""
    lines = UNIT.read_text().splitlines()
    words = [word for line in lines if line.startswith("Environment=") for word in line.partition("=")[2].split()]
    return dict(word.split("=") for word in words)


def ram() -> str | None:
    """A RAM disk with room for all; None if there is none: then the disk must do."""
    shm = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if shm.is_dir() and shutil.disk_usage(shm).free > ROOM:
        return str(shm)
    print("on the disk: there is no room on a RAM disk")
    return None


if __name__ == "__main__":
    sys.exit(main())
