"""A family's work with a service of one box, one store and one desk: what is the same by command and by page."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from sealed.age import Identity, unseal
from sealed.age.errors import NoKeyFits
from tests.support.box_process import Box
from tests.support.desk_process import until_length
from tests.support.recorder_process import until

CODE, QUESTION = "K-17", "How do I calm her at bedtime?"
POINTS = ("Wait until she looks", "Name what she does", "Sing it once more")
GOAL = "Calm evenings"
VETOED = 2
"""Of the second film's clips, the one that the mother does not want."""
CLIPS = 2  # of each film


def wait(so: Any) -> None:
    """Wait until this is so: boxes and stores take their time."""
    until(so, 120)


def films_of(box: Box) -> set[str]:
    """The films on a box."""
    return {path.name for path in box.films.iterdir() if path.name[0] != "."}


def film(box: Box) -> str:
    """Film by the box's button what was prepared, with a mark, and sync it; the film's id."""
    before = films_of(box)
    assert box.attune("press").returncode == 0
    box.await_state("filming")
    until_length(box, 1.5)
    assert box.attune("mark", "--principle", "guiding").returncode == 0
    until_length(box, 3)
    assert box.attune("hold").returncode == 0
    box.await_state("ready")
    synced = box.attune("sync")
    assert synced.returncode == 0, synced.stderr
    (made,) = films_of(box) - before
    return made


def await_report(box: Box) -> None:
    """Wait until the box was heard of in the store."""
    wait(lambda: any((box.store / "boxes").glob("*.json")))


def fetch(box: Box) -> None:
    """Switch the courier off and on: it fetches what lies in the store."""
    os.kill(box.program("courier"), 15)


def obey(box: Box, films: list[str]) -> None:
    """Let the box fetch the wipe request, remove the films, and report it to the store."""
    fetch(box)
    wait(lambda: not films_of(box) & set(films))
    for left in (box.store / "boxes").glob("*"):
        left.unlink()
    fetch(box)
    await_report(box)


def ratings(number: int) -> tuple[int, int]:
    """Where the family is at the start and at the end of a review."""
    return 2 + number, 3 + number


def judge_copies(stick: Path) -> list[Path]:
    """All files of the copy; its movies are those that may be given, and stock ffprobe finds nothing to warn of."""
    copies = sorted(path for path in stick.glob("*/*") if path.is_file())
    movies = [path for path in copies if path.suffix == ".mp4"]
    assert len(movies) == 3 * CLIPS, "all clips but the one that was not wanted, and all of them in one"
    for movie in movies:
        probe = ["ffprobe", "-v", "warning", "-show_entries", "stream=profile,level", "-of", "csv=p=0", str(movie)]
        shown = subprocess.run(probe, check=True, capture_output=True, text=True)
        assert shown.stderr == ""
        assert "Main,40" in shown.stdout
    return copies


def judge_certificate(certificate: Any, films: list[str]) -> None:
    """It is final, and says of each film and each copy what became of it."""
    assert certificate["final"] is True
    assert sorted(each["film"] for each in certificate["films"]) == sorted(films)
    fates = {copy["place"]: copy["fate"] for copy in certificate["copies"]}
    assert fates == {"desk": "removed", "store": "removed", "box": "confirmed", "stick": "outside"}
    assert CODE not in json.dumps(certificate)


def opened_by(key: Identity, home: Path) -> list[Path]:
    """All age files below, on the desk, the box and the store, that this key opens."""
    return [path for path in sorted(home.rglob("*.age")) if _opens(path, key)]


def _opens(path: Path, key: Identity) -> bool:
    try:
        unseal(path.read_bytes(), [key])
    except NoKeyFits:
        return False
    return True
