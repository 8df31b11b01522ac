"""Troubles during a visit, made by `attune simulate`: state, light, words and exit codes tell; the film is kept."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import watching
from tests.support.box_process import Box, Status, attune
from tests.support.processes import children

pytestmark = [pytest.mark.process, pytest.mark.alone]

PERIOD = 0.04
FAULT = {"colour": "amber", "pattern": "slow blink"}
WARNED = {"colour": "red", "pattern": "blink"}
READY = {"colour": "green", "pattern": "steady"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with Box(tmp_path_factory.mktemp("faults") / "box", config="[camera]\nwidth = 640\nheight = 360\n") as box:
        yield box.start()


@pytest.fixture
def box(running: Box) -> Iterator[Box]:
    """The box, well and ready; mended afterwards, whatever the test did."""
    running.await_status(well)
    yield running
    if running.get("/status")["state"] == "filming":
        running.post("/stop")
    for device in ("camera", "microphone", "card"):
        running.post("/simulate", {"device": device, "trouble": "mend"})


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [("stall", "camera-stalled", "sends no pictures"), ("unplug", "camera-missing", "was not found")],
)
def test_a_camera_that_fails_ends_the_film_and_keeps_it(box: Box, trouble: str, code: str, words: str) -> None:
    film = begin(box)
    good(box, "simulate", "camera", trouble)
    told = box.await_state("fault")
    assert (told["fault"]["code"], told["light"], told["film"]) == (code, FAULT, None)
    assert words in told["fault"]["message"]
    assert words in good(box, "status")

    pressed, marked = box.attune("press"), box.attune("mark")
    assert (pressed.returncode, marked.returncode) == (8, 7)
    assert words in pressed.stderr
    assert words in marked.stderr
    report = kept(box, film, "fault")
    assert report["frames"] == report["delivered"] == round(report["seconds"] / PERIOD) >= 25

    good(box, "simulate", "camera", "mend")
    assert box.await_state("ready")["light"] == READY
    assert kept(box, begin(box, stop=True), "stopped")["frames"] >= 25


def test_a_camera_that_fails_before_the_first_picture_leaves_no_film(box: Box) -> None:
    before = box.get("/films")
    good(box, "simulate", "camera", "stall")
    pressed = box.attune("press")
    assert (pressed.returncode, pressed.stdout) == (8, "")
    assert "sends no pictures" in pressed.stderr
    assert box.get("/films") == before
    assert len(list(box.films.iterdir())) == len(before["films"])


def test_pictures_that_are_lost_leave_gaps_and_the_film_goes_on_in_time(box: Box, tmp_path: Path) -> None:
    good(box, "press")
    good(box, "simulate", "camera", "drop")
    status = box.await_status(lambda status: status["film"]["elapsed"] >= 2 and bool(status["warnings"]))
    assert (status["state"], status["light"]) == ("filming", WARNED)
    good(box, "simulate", "camera", "mend")
    since = box.get("/status")["film"]["elapsed"]
    box.await_status(lambda status: status["film"]["elapsed"] >= since + 1)
    film = status["film"]["id"]
    good(box, "hold")
    report = kept(box, film, "stopped")
    assert report["seconds"] / PERIOD - report["frames"] >= 10
    opened = open_film(box, film, tmp_path / "gaps.mp4")
    _, times = watching.pictures(opened)
    gaps = [round(gap / PERIOD) for gap in times[1:] - times[:-1]]
    assert set(gaps) == {1, 2}
    assert gaps[-10:] == [1] * 10
    assert abs(len(watching.sound(opened)) / watching.RATE - report["seconds"]) < 0.05


@pytest.mark.slow
def test_a_film_goes_on_without_its_microphone(box: Box, tmp_path: Path) -> None:
    film = begin(box)
    good(box, "simulate", "microphone", "unplug")
    told = box.await_status(lambda status: bool(status["warnings"]))
    (warning,) = told["warnings"]
    assert (told["state"], told["fault"], told["light"]) == ("filming", None, WARNED)
    assert (warning["code"], told["sound"]["level"]) == ("microphone-missing", None)
    assert warning["message"] in good(box, "press")
    deaf = box.get("/status")["film"]["elapsed"]
    box.await_status(lambda status: status["film"]["elapsed"] >= deaf + 2)
    good(box, "simulate", "microphone", "mend")
    mended = box.await_status(lambda status: not status["warnings"])["film"]["elapsed"]
    box.await_status(lambda status: status["film"]["elapsed"] >= mended + 2)
    good(box, "hold")
    report = kept(box, film, "stopped")
    assert report["frames"] == round(report["seconds"] / PERIOD)

    # The test card beeps each second: before, not meanwhile, and again afterwards.
    sound = watching.sound(open_film(box, film, tmp_path / "deaf.mp4"))
    assert abs(len(sound) / watching.RATE - report["seconds"]) < 0.05

    def loudest(since: float, until: float) -> float:
        return float(abs(sound[round(since * watching.RATE) : round(until * watching.RATE)]).max())

    assert loudest(0, 1.1) > 0.2
    assert loudest(deaf + 0.2, deaf + 2) < 0.001
    assert loudest(mended + 0.5, mended + 1.9) > 0.2


def test_a_card_that_fills_up_ends_the_film_and_keeps_it(box: Box) -> None:
    film = begin(box)
    good(box, "simulate", "card", "fill")
    told = box.await_state("fault")
    assert (told["fault"]["code"], told["light"], told["space"]["minutes"]) == ("card-full", FAULT, 0)
    assert kept(box, film, "space")["frames"] >= 25
    for refused in (box.attune("press"), box.attune("mark")):
        assert refused.returncode == 7
        assert "The card is full: sync and wipe a film" in refused.stderr
    good(box, "simulate", "card", "mend")
    assert box.await_state("ready")["light"] == READY
    assert kept(box, begin(box, stop=True), "stopped")["frames"] >= 25


def test_a_recorder_that_dies_is_started_again_and_the_film_is_cut_short(box: Box) -> None:
    film = begin(box)
    box.await_status(lambda status: status["film"]["elapsed"] >= 3)
    recorder = box.program("recorder")
    subprocess.run(["kill", "-KILL", str(recorder)], check=True)
    box.await_status(lambda status: well(status) and recorder not in children(box.pid))
    assert "The recorder ended unexpectedly (killed by SIGKILL)" in box.said.read_text()
    (listed,) = [each for each in box.get("/films")["films"] if each["id"] == film]
    assert listed["state"] == "cut short"
    assert attune("verify", box.films / film, "--signers", box.data / "allowed_signers").returncode == 3


def well(status: Status) -> bool:
    return status["state"] == "ready" and not status["warnings"]


def begin(box: Box, stop: bool = False) -> str:
    """A film that is a second long and a bit; its id."""
    good(box, "press")
    film: str = box.await_status(lambda status: status["film"]["elapsed"] >= 1)["film"]["id"]
    if stop:
        box.post("/stop")
    return film


def good(box: Box, *words: str) -> str:
    done = box.attune(*words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def kept(box: Box, film: str, end: str) -> dict[str, Any]:
    """The film is whole, says why it ended, and plays; what `attune verify` says."""
    shown = attune("verify", box.films / film, "--signers", box.data / "allowed_signers", "--json")
    report: dict[str, Any] = json.loads(shown.stdout)
    assert (shown.returncode, report["finding"], report["end"]) == (0, "complete", end)
    opened = open_film(box, film, box.data.with_name(f"{film}.mp4"))
    _, times = watching.pictures(opened)
    assert len(times) == report["frames"]
    return report


def open_film(box: Box, film: str, out: Path) -> Path:
    done = attune(
        *("open", box.films / film, "-i", box.data / "practitioner.key", "-o", out),
        *("--signers", box.data / "allowed_signers"),
    )
    assert done.returncode == 0, done.stderr
    return out
