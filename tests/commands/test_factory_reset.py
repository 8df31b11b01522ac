"""A factory reset: the light says what would be lost, holds confirm it, films that nobody else has need two."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.commands.factory_reset import ERASING, FILMS_GO, LAST_WORD, SETTINGS_GO, ask_and_erase
from appliance.devices.simulated.panel import SimulatedPanel
from appliance.system.factory_reset import erase, unsynced
from control.messages import Light

pytestmark = pytest.mark.slow  # a hold lasts two seconds

KEPT, LOST = "20261122-1405-k7qm", "undated-k7qm3x"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for name in (
        *("etc/attune/recorder.key", "etc/attune/store/store-key", "etc/attune/provisioned.json"),
        *("var/lib/attune-web/phones", "var/lib/attune/wiped/x.json", "var/lib/attune/control"),
        *(f"var/lib/attune/films/{KEPT}/000000.m4s.age", f"var/lib/attune/receipts/{KEPT}.json"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"sealed" * 100)
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
        self.done = False
        work = threading.Thread(target=self._work, args=(root, {"-": 0.2, "h-": 6.0}.get(pushes, 30.0)))
        work.start()
        for push in pushes.rstrip("-"):
            await_true(lambda: len(self.panel.lights) > len(self.asked))
            self.asked = list(self.panel.lights)
            self.panel.hold() if push == "h" else self.panel.press()
        work.join(30)
        self.asked = self.panel.lights

    def _work(self, root: Path, seconds: float) -> None:
        self.done = ask_and_erase(root, self.panel, seconds)


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
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_one_hold_is_enough_where_every_film_has_a_receipt(root: Path) -> None:
    finger = Finger(root, "h")
    assert (finger.done, finger.asked) == (True, [SETTINGS_GO, ERASING])
    assert left(root) == []


def test_films_that_nobody_else_has_need_a_second_one(root: Path) -> None:
    film(root, LOST)
    assert unsynced(root) == [LOST]
    before = left(root)
    once = Finger(root, "h-")
    assert (once.done, once.asked) == (False, [FILMS_GO, LAST_WORD])
    assert left(root) == before
    assert Finger(root, "hh").done
    assert left(root) == []


@pytest.mark.parametrize("pushes", ["p", "-"])
def test_a_press_or_nothing_leaves_all_as_it_is(root: Path, pushes: str) -> None:
    before = left(root)
    assert not Finger(root, pushes).done
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
