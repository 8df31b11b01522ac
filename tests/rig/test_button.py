"""How quick the button is, told by what the film shows: the instant of each exposure is painted into the frame."""

from pathlib import Path

import pytest

from sealed.film import records
from sealed.film.decrypt import open_marks
from tests.rig.box import PiBox
from tests.rig.film import PERIOD, Film

MILLISECOND = 1_000_000
QUICK = PERIOD * 1e9 + 50 * MILLISECOND  # one frame period and 50 ms
EXACT = 20 * MILLISECOND


@pytest.mark.slow
def test_every_film_begins_with_the_press_and_every_mark_lies_where_it_was(box: PiBox, tmp_path: Path) -> None:
    box.begin()
    waits: list[float] = []
    off: list[float] = []
    for seconds in (0.02, 0.08, 0.15, 0.3, 0.4):  # that a finger stays down
        lost = box.hand("counts")["lost"]
        down, _ = box.hand("press", seconds)
        name = box.await_status(lambda status: (status["film"] or {}).get("elapsed", 0) >= 0.7)["film"]["id"]
        pressed = []
        for count in (1, 2):
            pressed.append(box.hand("press", seconds)[0])
            box.await_marks(count)
        box.goes_on(0.3)
        box.stop_film()
        lost = box.hand("counts")["lost"] - lost
        film = Film(box.films / name, box.identity, tmp_path / f"{name}.mp4")
        wait = film.exposed[0] - down
        placed = records.standing(open_marks(film.folder, film.identities))
        assert len(placed) == 2
        off += [mark.at - film.at(press) * 1e9 for mark, press in zip(placed, pressed, strict=True)]
        waits.append(wait)
        assert 0 <= wait < QUICK + lost * PERIOD * 1e9
    print({"press to first frame, ms": [round(wait / MILLISECOND, 1) for wait in waits]})
    print({"mark off its press, ms": [round(each / MILLISECOND, 2) for each in off]})
    assert max(map(abs, off)) < EXACT
