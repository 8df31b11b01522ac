"""A factory reset: the light says what would be lost, holds confirm it, films that nobody else has need two."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.commands.factory_reset import ERASING, FILMS_GO, LAST_WORD, SETTINGS_GO, ask_and_erase
from appliance.devices.simulated.panel import SimulatedPanel
from appliance.films.receipts import Receipts
from appliance.system.factory_reset import erase, unsynced
from control.messages import Light
from sealed.ssh.key_file import write_key
from tests.support.papers import receipt_for
from tests.support.sample_film import WHEN, Studio

pytestmark = pytest.mark.slow  # a hold lasts two seconds

KEPT, LOST = "20261122-1405-k7qm", "undated-k7qm3x"
STATE = "var/lib/attune"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A box with one film, which a store has."""
    root, studio = tmp_path / "root", Studio()
    for name in ("etc/attune/store/store-key", "etc/attune/provisioned.json", f"{STATE}-web/phones"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"secret" * 100)
    write_key(root / "etc/attune/recorder.key", studio.key)
    kept = studio.film(root / STATE / "films", KEPT)
    Receipts(root / STATE / "receipts", studio.key).accept(kept, receipt_for(kept), WHEN)
    return root


def film(root: Path, name: str) -> None:
    (root / "var/lib/attune/films" / name).mkdir()
    (root / "var/lib/attune/films" / name / "journal").write_bytes(b"x")


def left(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


class Finger:
    """Does `pushes`, each when the light asks anew, and notes what the light asked."""

    def __init__(self, root: Path, pushes: str) -> None:
        self.panel, self.asked = Noted(), []  # type: ignore[var-annotated]
        self.failed: list[str] | None = None
        work = threading.Thread(target=self._work, args=(root, {"-": 0.2, "h-": 6.0}.get(pushes, 30.0)))
        work.start()
        for push in pushes.rstrip("-"):
            await_true(lambda: len(self.panel.lights) > len(self.asked))
            self.asked = list(self.panel.lights)
            self.panel.hold() if push == "h" else self.panel.press()
        work.join(120)
        self.asked = self.panel.lights

    def _work(self, root: Path, seconds: float) -> None:
        self.failed = ask_and_erase(root, self.panel, seconds)


class Noted(SimulatedPanel):
    """Notes each light."""

    def __init__(self) -> None:
        super().__init__()
        self.lights: list[Light] = []

    def show(self, light: Light) -> None:
        """As every panel."""
        self.lights.append(light)
        super().show(light)


def await_true(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_one_hold_is_enough_where_every_film_has_a_receipt(root: Path) -> None:
    finger = Finger(root, "h")
    assert (finger.failed, finger.asked) == ([], [SETTINGS_GO, ERASING])
    assert left(root) == []


def test_films_that_nobody_else_has_need_a_second_one(root: Path) -> None:
    film(root, LOST)
    assert unsynced(root) == [LOST]
    before = left(root)
    once = Finger(root, "h-")
    assert (once.failed, once.asked) == (None, [FILMS_GO, LAST_WORD])
    assert left(root) == before
    assert Finger(root, "hh").failed == []
    assert left(root) == []


@pytest.mark.parametrize("change", ["said later", "cut short", "signed by another", "no receipt"])
def test_a_receipt_counts_for_the_film_as_it_is_now(root: Path, change: str) -> None:
    assert unsynced(root) == []
    receipt = root / STATE / "receipts" / f"{KEPT}.json"
    match change:
        case "said later":
            (root / STATE / "films" / KEPT / "000009.mark.age").write_bytes(b"sealed")
        case "cut short":
            receipt.write_bytes(receipt.read_bytes()[:-9])
        case "signed by another":
            (root / "etc/attune/recorder.key").unlink()
            write_key(root / "etc/attune/recorder.key", Studio().key)
        case "no receipt":
            receipt.unlink()
    assert unsynced(root) == [KEPT]


def test_films_that_cannot_be_listed_may_be_lost(root: Path) -> None:
    shutil.rmtree(root / STATE / "films")
    (root / STATE / "films").write_bytes(b"a spoiled folder")
    assert Finger(root, "h-").asked == [FILMS_GO, LAST_WORD]


@pytest.mark.root
def test_what_cannot_be_removed_is_named(root: Path) -> None:
    stuck = root / STATE / "films" / KEPT / "000000.m4s.age"
    subprocess.run(["chattr", "+i", stuck], check=True)
    try:
        failed = Finger(root, "h").failed
        assert failed is not None
        assert [line.partition(":")[0] for line in failed if str(stuck) in line] == [str(stuck)] * 2
        assert set(left(root)) == {str(stuck.relative_to(root))}
    finally:
        subprocess.run(["chattr", "-i", stuck], check=True)
    assert erase(root) == []
    assert left(root) == []


@pytest.mark.parametrize("pushes", ["p", "-"])
def test_a_press_or_nothing_leaves_all_as_it_is(root: Path, pushes: str) -> None:
    before = left(root)
    assert Finger(root, pushes).failed is None
    assert left(root) == before


def test_a_link_leads_nowhere(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"not of this box")
    (root / "etc/attune/link").symlink_to(outside)
    (root / "var/lib/attune/films/link").symlink_to(tmp_path)
    erase(root)
    erase(root)
    assert outside.read_bytes() == b"not of this box"
    assert left(root) == []
