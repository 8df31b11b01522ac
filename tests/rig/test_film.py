"""A whole film on the real camera and microphone libraries."""

import signal
from pathlib import Path

import numpy as np
import pytest

from tests.rig.box import PiBox
from tests.rig.film import PERIOD, Film


@pytest.mark.slow
def test_a_minute_of_real_footage(box: PiBox, tmp_path: Path) -> None:
    box.begin()
    name = box.film(60)
    status = box.get("/status")
    warned = {said["code"] for said in status["warnings"]}
    box.stop_film()
    lost = box.hand("counts")["lost"]
    box.stop(signal.SIGTERM)
    # Only a machine that was too busy for its virtual sensor may have been too busy for the rest.
    assert warned <= ({"pictures-lost", "sound-lost"} if lost else set())
    film = Film(box.films / name, box.identity, tmp_path / "film.mp4")
    apart = film.apart()
    gaps = np.diff(film.times)
    facts = {"frames": len(film.times), "lost by the rig": lost, "largest gap ms": 1000 * gaps.max()}
    facts |= {"claps": len(apart), "first ms": apart[0], "last ms": apart[-1], "worst ms": max(apart, key=abs)}
    print(facts)
    assert len(film.times) >= 60 * 25 - lost
    assert round(gaps.sum() / PERIOD) + 1 - len(film.times) <= lost
    assert len(apart) >= 50  # a clap may fall into frames that this machine lost
    assert abs(apart).max() < 20
    assert film.exposed == sorted(film.exposed)
    assert box.report(name, "stopped")["frames"] == len(film.times)
