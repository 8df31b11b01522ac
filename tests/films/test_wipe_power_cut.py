"""A wipe that is killed at any system call: the film is either whole and listed, or gone for good at the next start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from appliance.films.wipe import Wiper
from sealed.errors import Finding
from sealed.film.reader import examine
from sealed.ssh.key_file import write_key
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, WHEN, Studio, contents

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
# 2 flushes for the intent, then one for the shelf (the point of no return), one for each of 8 files, 2 for the folders.
CUTS = (
    [("fsync", n) for n in (1, 2, 3, 4, 7, 11, 12, 13, 14, 15)] + [("unlink", n) for n in (1, 5, 8)] + [("unlinkat", 1)]
)
CUTS += [("rename", n) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("call", "when"), CUTS)
def test_killed_at(tmp_path: Path, call: str, when: int) -> None:
    studio = Studio()
    write_key(tmp_path / "key", studio.key)
    film = studio.film(tmp_path / "films", segments=3)
    before = contents(film)
    Receipts(tmp_path / "receipts", studio.key).accept(film, receipt_for(film), WHEN)
    command: list[str | Path] = [sys.executable, "-m", "tests.films.killed", tmp_path, tmp_path / "key", FILM, "wipe"]
    calls = f"/^{call}(at2?)?$"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    cut = ["-e", f"inject={calls}:signal=SIGKILL:when={when}"]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # or the interpreter itself would rename files
    ended = subprocess.run([*strace, *cut, *command], cwd=ROOT, check=False, env=quiet)
    assert ended.returncode == -9

    begun = not film.exists()
    wiper = Wiper(film.parent, tmp_path / "wiped", studio.key, lambda: WHEN)
    resumed = wiper.resume()
    shelf = Shelf(film.parent, studio.key)
    shelf.recover()
    papers = sorted(path.name for path in (tmp_path / "wiped").iterdir() if not path.name.endswith(".tmp"))
    if begun:
        assert list(film.parent.iterdir()) == []
        assert papers == [f"{FILM}.json", f"{FILM}.json.sig"]
        (record,) = resumed
        assert (record.why, record.size) == ("receipt", sum(map(len, before.values())))
        assert record.receipt is not None
    else:
        assert contents(film) == before
        assert examine(film).finding is Finding.COMPLETE
        assert papers == []
        assert shelf.ids() == [FILM]
    assert wiper.resume() == []


def test_a_folder_half_wiped_whose_intent_was_lost_is_finished(tmp_path: Path) -> None:
    studio = Studio()
    film = studio.film(tmp_path / "films")
    film.rename(film.with_name(f".wiping-{FILM}"))
    (record,) = Wiper(film.parent, tmp_path / "wiped", studio.key, lambda: WHEN).resume()
    assert (record.film, record.why) == (FILM, "found half wiped")
    assert list(film.parent.iterdir()) == []


def test_a_wipe_that_the_card_refuses_does_not_keep_the_box_from_starting(tmp_path: Path) -> None:
    studio = Studio()
    film = studio.film(tmp_path / "films")
    doomed = film.rename(film.with_name(f".wiping-{FILM}"))
    (doomed / "folder").mkdir()
    wiper = Wiper(film.parent, tmp_path / "wiped", studio.key, lambda: WHEN)
    assert wiper.resume() == []
    (doomed / "folder").rmdir()
    assert [record.film for record in wiper.resume()] == [FILM]
