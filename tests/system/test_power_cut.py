"""Twenty power cuts at random instants: all but the last second opens and verifies, and the next film is unharmed.

SIGKILL ends the recorder between two of its instructions; what the kernel was given stays. That nothing is missing
when flushes count, the tests of `sealed` show.
"""

import io
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from appliance.devices.simulated.test_card import read_clock
from sealed.age import read_identities
from sealed.errors import Finding
from sealed.film.decrypt import open_film
from sealed.film.reader import examine
from sealed.ssh.allowed_signers import Signers
from tests.support.box_process import FIRST, Recorder, attune, key_of

pytestmark = [pytest.mark.process, pytest.mark.alone, pytest.mark.slow]

CUTS = 20
SEED = 20261122
LAST_SECOND = 1.0
SLACK = 0.03
"""Seconds for what is not the box's doing: a signal takes a while to end a process on a busy machine."""

PERIOD = 0.04
CONFIG = "[camera]\nwidth = 640\nheight = 360"


@dataclass(frozen=True)
class Begun:
    """A film that began: its folder, and when its first picture was taken (seconds, monotonic)."""

    folder: Path
    zero: float


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.txt"
    assert attune("keygen", "-o", path).returncode == 0
    return path


@pytest.fixture
def box(tmp_path: Path, key: Path) -> Iterator[Recorder]:
    with Recorder(tmp_path / "box", [key_of(key)], CONFIG) as box:
        yield box.start(*FIRST)


def test_everything_but_the_last_second_is_kept(box: Recorder, key: Path) -> None:
    identities = read_identities(key.read_bytes())
    chance = random.Random(SEED)
    cuts: dict[str, list[int]] = {}
    whole: list[Path] = []
    lost = []
    for _ in range(CUTS):
        before = begin(box)
        box.post("/stop")
        whole.append(before.folder)

        film = begin(box)
        length = cut(box, film, chance.uniform(0.05, 2.9))
        pictures, opened = kept(box, film.folder, key)
        lost.append(length - len(pictures) * PERIOD)
        assert lost[-1] <= LAST_SECOND + SLACK, f"of {length:.3f} s"
        if pictures:
            # The card's own clock says which picture came first, and so that film time is what it claims to be.
            first = numbers(b"".join(open_film(before.folder, identities)))[0]
            assert (pictures[0] - first) * PERIOD == pytest.approx(film.zero - before.zero, abs=0.003)
            assert pictures == list(range(pictures[0], pictures[0] + len(pictures)))
            cuts[film.folder.name] = pictures

        box.start(*FIRST)
        listed = {each["id"]: each["state"] for each in box.get("/films")["films"]}
        assert listed == {path.name: "complete" for path in whole} | dict.fromkeys(cuts, "cut short")
        if pictures:
            assert kept(box, film.folder, key, end="cut") == (pictures, opened)
        else:
            assert not film.folder.exists()

    print("lost, ms:", sorted(round(1000 * each) for each in lost))
    assert len(cuts) >= CUTS / 2
    found = {path.name: examine(path, Signers.read(box.signers)).finding for path in box.films.iterdir()}
    assert found == {path.name: Finding.COMPLETE for path in whole} | dict.fromkeys(cuts, Finding.CUT_SHORT)


def begin(box: Recorder) -> Begun:
    status = box.post("/start")
    return Begun(box.films / status["film"]["id"], status["clock"]["monotonic"] / 1e9 - status["film"]["elapsed"])


def cut(box: Recorder, film: Begun, after: float) -> float:
    """Kill the recorder when the film is `after` seconds long; how long it really was."""
    time.sleep(max(0.0, film.zero + after - time.monotonic()))
    os.kill(box.pid, signal.SIGKILL)
    length = time.monotonic() - film.zero
    box.process.wait()
    return length


def kept(box: Recorder, film: Path, key: Path, end: str | None = None) -> tuple[list[int], bytes]:
    """What a film that was cut short gives: the numbers of its pictures, and the MP4."""
    if not film.exists():
        return [], b""
    shown = attune("verify", film, "--signers", box.signers, "--json")
    report = json.loads(shown.stdout)
    assert (shown.returncode, report["finding"], report["end"]) == (3, "cut short", end)
    opened = open_cut(box, film, key)
    pictures = numbers(opened)
    assert len(pictures) == report["frames"]
    assert report["seconds"] == pytest.approx(len(pictures) * PERIOD)
    return pictures, opened


def open_cut(box: Recorder, film: Path, key: Path) -> bytes:
    out = box.data.with_name("opened.mp4")
    done = attune("open", film, "-i", key, "--signers", box.signers, "-o", out)
    assert done.returncode == 3, done.stderr
    if not out.exists():
        return b""
    opened = out.read_bytes()
    out.unlink()
    return opened


def numbers(opened: bytes) -> list[int]:
    """Which pictures of the test card these are."""
    if not opened:
        return []
    with av.open(io.BytesIO(opened), mode="r") as container:
        read = [read_clock(frame) for frame in container.decode(video=0)]
    assert None not in read
    return [number for number in read if number is not None]
