"""The wipe on a real ext4, looked at from below: no block of a film of 256 MiB is left on the raw image."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.films.receipts import Receipts
from appliance.films.wipe import Wiper
from sealed.errors import Finding
from sealed.film.reader import examine
from sealed.ssh.key_file import write_key
from tests.support.card_image import Card, blocks_of, make, plugged, surviving
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER, WHEN, Studio

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.root]
ROOT = Path(__file__).parents[2]
SIZE = 256
EXT4 = ["mkfs.ext4", "-q", "-F", "-b", "4096"]  # as on a card: smaller ones would have smaller blocks


class Box:
    """A box whose card is an image of 384 MiB with a film of 256 MiB on it, which has a receipt."""

    def __init__(self, home: Path) -> None:
        self.home, self.image, self.at = home, home / "card.img", home / "card"
        self.studio = Studio()
        write_key(home / "key", self.studio.key)
        film = self.studio.film(home / "made", segments=SIZE, size=1 << 20)
        self.blocks = blocks_of(film)
        self.receipt = receipt_for(film)
        make(self.image, 384 << 20, EXT4)
        with plugged(self.image, self.at):
            shutil.copytree(film, self.at / "films" / FILM)
            Receipts(self.at / "receipts", self.studio.key).accept(self.at / "films" / FILM, self.receipt, WHEN)
        shutil.rmtree(film)

    def copy(self, name: str) -> Path:
        """The same card once more."""
        subprocess.run(["cp", "--sparse=always", self.image, self.home / name], check=True)
        return self.home / name

    def wiper(self) -> Wiper:
        return Wiper(self.at / "films", self.at / "wiped", self.studio.key, lambda: WHEN)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    home = tmp_path_factory.mktemp("wipe")
    yield Box(home)
    shutil.rmtree(home)


@pytest.fixture
def card(box: Box, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A card of this test's own."""
    image = box.copy("this.img")
    yield image
    image.unlink()


def test_the_measure_itself(box: Box, card: Path) -> None:
    """All blocks are found while the film is there, and all when it is only unlinked."""
    assert len(box.blocks) >= SIZE * 256
    assert surviving(card, box.blocks) == len(box.blocks)
    with plugged(card, box.at, trims=False):
        shutil.rmtree(box.at / "films" / FILM)
    assert surviving(card, box.blocks) == len(box.blocks)


@pytest.mark.parametrize("how", ["wipe", "discard"])
def test_no_block_of_the_film_survives(box: Box, card: Path, how: str) -> None:
    with plugged(card, box.at, trims=False):
        wiper = box.wiper()
        record = wiper.wipe(FILM, box.receipt) if how == "wipe" else wiper.discard(FILM)
        assert not (box.at / "films" / FILM).exists()
    assert record.size > SIZE << 20
    assert record.how == "each file overwritten once with random bytes, flushed to the card, unlinked"
    assert len(record.objects) == len(box.receipt.objects)
    assert surviving(card, box.blocks) == 0


def test_the_recorder_trims_nothing_and_the_unit_trims_the_card(box: Box, card: Path) -> None:
    """A film that is only unlinked: its blocks stay after a wipe of another by root, and go when the unit has run."""
    with plugged(card, box.at):
        shutil.rmtree(box.at / "films" / FILM)
        box.studio.film(box.at / "films", OTHER)
        assert box.wiper().discard(OTHER).trim == "not requested"
    left = surviving(card, box.blocks)
    assert left > 0.99 * len(box.blocks)
    with plugged(card, box.at):
        for line in (ROOT / "systemd" / "attune-trim.service").read_text().splitlines():
            if line.startswith("ExecStart="):
                command = line.removeprefix("ExecStart=").replace("/var/lib/attune", str(box.at))
                subprocess.run(command.split(), check=True)
    assert surviving(card, box.blocks) == 0


@pytest.mark.parametrize("flush", [3, 60, 262])
def test_none_is_left_after_a_power_cut_and_a_restart(box: Box, card: Path, flush: int, tmp_path: Path) -> None:
    cut = tmp_path / "cut.img"
    live = Card(card, box.at, trims=False)
    try:
        live.mount()
        killed_at(box, flush)
        # What the file system had not yet given to the card is lost, as it would be without power.
        subprocess.run(["cp", "--sparse=always", card, cut], check=True)
        live.unmount()
    finally:
        live.close()
    left = surviving(cut, box.blocks)
    assert left > 0 or flush > 200
    with plugged(cut, box.at, trims=False):
        resumed = box.wiper().resume()
        if (box.at / "films" / FILM).exists():  # the folder's new name had not reached the card: nothing had begun
            assert resumed == []
            assert examine(box.at / "films" / FILM).finding is Finding.COMPLETE
            resumed = [box.wiper().wipe(FILM, box.receipt)]
        papers = [path.name for path in (box.at / "wiped").iterdir() if path.suffix != ".tmp"]
        assert sorted(papers) == [f"{FILM}.json", f"{FILM}.json.sig"]
    assert [(record.film, record.why) for record in resumed] in ([(FILM, "receipt")], [])
    assert surviving(cut, box.blocks) == 0
    cut.unlink()


def killed_at(box: Box, flush: int) -> None:
    """Wipe in a process of its own that is killed at its n-th flush: 2 for the intent, 1 for the shelf, 1 each file."""
    command: list[str | Path] = [sys.executable, "-m", "tests.films.killed", box.at, box.home / "key", FILM, "wipe"]
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync"]
    cut = ["-e", f"inject=fsync:signal=SIGKILL:when={flush}"]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run([*strace, *cut, *command], cwd=ROOT, check=False, env=quiet)
    assert ended.returncode == -9
