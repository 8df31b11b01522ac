"""Syncing 300 objects of 1 MiB to SeaweedFS and to sshd, against rclone in the same run, on the same servers.

Run: `python -m bench.syncing`. What counts is the whole: our copy and our reading back of every byte, as the courier
does them, which runs already when a film comes; against the commands `rclone copy` and `rclone check --download`. They
run in turn, now we first and now they, after a round that only warms the servers up; the median of the ratios of wall
times counts. Each finds an empty place, and what it brought is removed afterwards, so that nobody pays for the memory
that others filled. We flush every object at the SFTP server; rclone none: so all lies on a RAM disk where there is
room, and no disk is measured that only one of the two waits for. At the end a film of ten times as many objects, to see
what memory it takes.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.films.sample import FILM, OTHER, Studio
from tests.stores.seaweed import Seaweed
from tests.stores.sshd import Sshd

OBJECTS, SIZE = 300, 1 << 20
LONG, SMALL = 3000, 1 << 16
ROUNDS = 5
MEMORY = 120  # MiB
ROOM = 3 << 30
RCLONE = shutil.which("rclone") or str(Path(sys.executable).with_name("rclone"))
VOLUME = 2048
"""MiB in a volume of SeaweedFS: a film does not wait for the next to be made. SeaweedFS's own default is 30,000."""
UNIT = Path(__file__).parents[1] / "systemd/attune-courier.service"
QUIET = ["--config", os.devnull, "--log-level", "ERROR"]


@dataclass
class Contest:
    """A store: what it is called, the goal, how a place in it is made and removed, its addresses for us and for rclone,
    our credentials and rclone's settings."""

    name: str
    goal: float
    place: Callable[[str], AbstractContextManager[None]]
    ours: str
    credentials: Path
    theirs: str
    settings: dict[str, str]
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
                f"{self.name:<12}{copying:9.2f}{verifying:11.2f}{ours:6.2f}{copied:13.2f}{checked:7.2f}{theirs:6.2f}"
                f"{ratio:7.2f}{OBJECTS / ours:8.1f}{peak:9.0f}"
            )
        ratio, most = statistics.median(self.ratios), max(self.long, *(line[-1] for line in self.lines))
        fine = ratio >= self.goal and most <= MEMORY
        words = (
            f"the goal is {self.goal} x; {most:.0f} MiB ({self.long:.0f} with {LONG} objects), the goal is {MEMORY} MiB"
        )
        print(f"{self.name}: {ratio:.2f} x rclone, {words}: {'PASS' if fine else 'SHORT'}")
        return fine

    def _carry(self, film: Path) -> tuple[float, ...]:
        with self.place("ours"):
            command = [sys.executable, "-m", "bench.carry", film, self.ours, self.credentials]
            environment = os.environ | in_its_unit()
            said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
            return tuple(map(float, said.split()))

    def _rclone(self, film: Path) -> tuple[float, float]:
        with self.place("theirs"):
            times = [time.perf_counter()]
            for words in (["copy"], ["check", "--download"]):
                rclone(self.settings, *words, str(film), self.theirs)
                times.append(time.perf_counter())
            return times[1] - times[0], times[2] - times[1]


def main() -> int:
    """Print a line for each round; the number of stores at which a goal was missed."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-", dir=ram()) as folder:
        home = Path(folder)
        film = Studio().film(home / "films", FILM, OBJECTS, SIZE)
        long = Studio().film(home / "films", OTHER, LONG, SMALL)
        with Seaweed(home / "seaweed", VOLUME) as seaweed, Sshd(home / "sshd") as sshd:
            contests = [on_seaweed(seaweed), on_sshd(sshd)]
            for number in range(ROUNDS + 1):
                for contest in contests:
                    contest.run(film, number)
            for contest in contests:
                contest.run_long(long)
    print("seconds      our copy  read back  all   rclone copy  check  all   ratio   MiB/s  memory/MiB")
    return sum(not contest.told() for contest in contests)


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


def on_seaweed(server: Seaweed) -> Contest:
    """S3. A place is a bucket, with an object in it already: a service's bucket is not new."""
    keys = server.environment
    settings = {
        "RCLONE_CONFIG_THERE_TYPE": "s3",
        "RCLONE_CONFIG_THERE_PROVIDER": "SeaweedFS",
        "RCLONE_CONFIG_THERE_ENDPOINT": server.endpoint,
        "RCLONE_CONFIG_THERE_ACCESS_KEY_ID": keys["AWS_ACCESS_KEY_ID"],
        "RCLONE_CONFIG_THERE_SECRET_ACCESS_KEY": keys["AWS_SECRET_ACCESS_KEY"],
    }

    @contextmanager
    def place(name: str) -> Iterator[None]:
        rclone(settings, "mkdir", f"there:{name}")
        rclone(settings, "copyto", __file__, f"there:{name}/older")
        try:
            yield
        finally:
            rclone(settings, "purge", f"there:{name}")

    ours = f"s3://ours/films?endpoint={server.endpoint}"
    return Contest("SeaweedFS", 1.2, place, ours, server.credentials, "there:theirs/films", settings)


def on_sshd(server: Sshd) -> Contest:
    """SFTP. A place is a folder."""
    settings = {
        "RCLONE_CONFIG_THERE_TYPE": "sftp",
        "RCLONE_CONFIG_THERE_HOST": "127.0.0.1",
        "RCLONE_CONFIG_THERE_PORT": str(server.port),
        "RCLONE_CONFIG_THERE_USER": server.user,
        "RCLONE_CONFIG_THERE_KEY_FILE": str(server.credentials / "store-key"),
        "RCLONE_CONFIG_THERE_KNOWN_HOSTS_FILE": str(server.credentials / "store-known-hosts"),
        "RCLONE_CONFIG_THERE_SHELL_TYPE": "none",
    }

    @contextmanager
    def place(name: str) -> Iterator[None]:
        (server.films / name).mkdir()
        try:
            yield
        finally:
            shutil.rmtree(server.films / name)

    theirs = f"there:{server.films}/theirs"
    return Contest("sshd", 1.0, place, f"{server.url}/ours", server.credentials, theirs, settings)


def rclone(settings: dict[str, str], *words: str) -> None:
    """One command of rclone's."""
    subprocess.run([RCLONE, *QUIET, *words], check=True, env=os.environ | settings, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
