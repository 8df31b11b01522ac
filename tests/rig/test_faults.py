"""Each fault caused for real while the box films: light, phone, journal and watchdog tell, and the film opens."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from appliance.devices.simulated.scene import SOUND_RATE
from tests.rig.box import BLINK, Json, PiBox, now, trouble
from tests.rig.card import Card
from tests.rig.film import Film
from tests.rig.pulse import VirtualMicrophone
from web.text.catalogue import TROUBLES

MEGABYTE = 1_000_000
pytestmark = pytest.mark.slow


def opened(box: PiBox, name: str, tmp_path: Path) -> Film:
    return Film(box.films / name, box.identity, tmp_path / f"{name}.mp4")


def told(box: PiBox, status: Json, code: str, words: str, light: list[str], seconds: float = BLINK) -> None:
    """The fault is in the status, on the light's pins, on the phone's page and in the journal."""
    found = trouble(status, code)
    assert found is not None
    said = found["message"]
    assert words in said
    page = box.page()
    assert (
        said in page or str(TROUBLES.get(code, said)) in page
    )  # a check shows the recorder's words, a warning the page's own
    assert box.hand("light", seconds) == light
    box.journal.await_line(f"MESSAGE={code}: {said}", "PRIORITY=4", f"ATTUNE_ALARM={code}")


def fed(box: PiBox, since: float, within: float = 60.0) -> float:
    """When the watchdog was fed after `since`, with a line of status that tells of progress."""
    return box.manager.await_line("WATCHDOG=1", since=since, within=within)


def test_a_well_box_tells_the_service_manager_and_the_journal(box: PiBox) -> None:
    box.begin()
    assert box.manager.await_line("READY=1")
    begun = now()
    name = box.film(2)
    fed(box, begun)
    assert any(line.startswith("STATUS=filming, ") for line in box.manager.between(begun, now()))
    box.await_light("red")
    box.stop_film()
    box.await_light("green")
    box.journal.await_line(f"ATTUNE_FILM={name}", "ATTUNE_END=stopped", "PRIORITY=6")
    assert box.stop() == 0
    box.manager.await_line("STOPPING=1")
    assert "recorder:" not in box.said.read_text()  # what it said went to the journal


def test_a_sensor_that_hangs_is_started_again_within_two_seconds_and_the_film_goes_on(
    box: PiBox, tmp_path: Path
) -> None:
    box.begin()
    name = box.film(2)
    box.hand("hang")
    status = box.await_trouble("camera-stalled")
    assert status["state"] == "filming"
    told(box, status, "camera-stalled", "is being started again", ["None", "red"])
    box.await_mended("camera-stalled")
    since = now()
    fed(box, since)
    box.goes_on(2)
    box.stop_film()
    film = opened(box, name, tmp_path)
    gaps = film.gaps()
    number, real, shown = max(gaps, key=lambda gap: gap[1])
    print({"gap s": real, "in the film s": shown})
    assert 0.5 < real < 2
    assert abs(real - shown) < 0.005  # what the film lacks it lacks on its clock too: nothing moves together
    assert len(film.times) - number > 40
    assert box.report(name, "stopped")["frames"] == len(film.times)


def test_a_sensor_that_no_start_mends_ends_the_film_properly(box: PiBox, tmp_path: Path) -> None:
    box.begin()
    name = box.film(2)
    box.hand("stall")
    stalled = now()
    status = box.await_state("fault")
    fault = now()
    told(box, status, "camera-stalled", "switch the box off and on", ["None", "amber"], 2 * BLINK)
    assert "Cannot film now" in box.page()
    # While filming nothing feeds the watchdog but frames on the card; in fault, that the recorder lives is enough.
    assert "WATCHDOG=1" not in box.manager.between(stalled + 2, fault - 0.5)
    fed(box, now())
    film = opened(box, name, tmp_path)
    assert box.report(name, "fault")["frames"] == len(film.times) >= 50
    box.hand("mend")
    box.await_state("ready")
    again = box.film(1)
    box.stop_film()
    assert len(opened(box, again, tmp_path).times) >= 25


def test_a_camera_that_is_gone_ends_the_film_properly(box: PiBox, tmp_path: Path) -> None:
    box.begin()
    name = box.film(2)
    box.hand("unplug")
    status = box.await_state("fault")
    told(box, status, "camera-missing", "Check its cable", ["None", "amber"], 2 * BLINK)
    film = opened(box, name, tmp_path)
    assert box.report(name, "fault")["frames"] == len(film.times) >= 50
    box.hand("mend")
    box.await_state("ready")


def test_a_microphone_that_is_gone_and_back_leaves_silence(box: PiBox, tmp_path: Path, plug: VirtualMicrophone) -> None:
    box.begin()
    name = box.film(2)
    plug.pull()
    pulled = now()
    status = box.await_trouble("microphone-missing")
    assert status["state"] == "filming"
    told(box, status, "microphone-missing", "Check its plug", ["None", "red"])
    fed(box, pulled + 1)  # frames go on
    plug.plug()
    box.await_mended("microphone-missing")
    box.goes_on(2)
    box.stop_film()
    film = opened(box, name, tmp_path)
    report = box.report(name, "stopped")
    assert report["frames"] == len(film.times)
    assert film.missing() <= box.hand("counts")["lost"]
    assert len(film.sound) / SOUND_RATE == pytest.approx(film.times[-1] + 0.04, abs=0.1)
    quiet = max(sum(1 for _ in run) for silent, run in itertools.groupby(np.abs(film.sound) < 1e-4) if silent)
    assert quiet > SOUND_RATE // 2


def test_a_card_that_fills_up_is_told_and_ends_the_film_while_there_is_room(
    box: PiBox, small_card: Card, tmp_path: Path
) -> None:
    box.begin()
    name = box.film(2)
    small_card.fill(leave=45 * MEGABYTE)
    box.await_status(lambda status: status["light"]["pattern"] == "blink")
    assert box.hand("light", BLINK) == ["None", "red"]
    small_card.fill(leave=14 * MEGABYTE)
    status = box.await_state("fault")
    assert small_card.free() > 5 * MEGABYTE
    told(box, status, "card-full", "sync and wipe a film", ["None", "amber"], 2 * BLINK)
    film = opened(box, name, tmp_path)
    assert box.report(name, "space")["frames"] == len(film.times) >= 50
    assert film.missing() <= box.hand("counts")["lost"]
    small_card.empty()
    box.await_state("ready")


def test_a_card_that_stops_taking_anything_loses_nothing_in_silence(
    box: PiBox, small_card: Card, tmp_path: Path
) -> None:
    box.begin()
    name = box.film(2)
    small_card.freeze()
    frozen = now()
    status = box.await_trouble("overrun", within=20)
    held = now() - frozen
    assert status["state"] == "filming"
    told(box, status, "overrun", "cannot keep up", ["None", "red"])
    assert "WATCHDOG=1" not in box.manager.between(frozen + 0.5, now())  # no frame gets to the card
    small_card.thaw()
    fed(box, now())
    box.await_mended("overrun")
    box.goes_on(2)
    box.stop_film()
    film = opened(box, name, tmp_path)
    report = box.report(name, "stopped")
    lost = report["delivered"] - report["frames"]
    print({"held in memory s": held, "frames lost and told": lost})
    assert 5 < held < 15
    assert report["frames"] == len(film.times)
    assert lost > 0
    assert 0 <= film.missing() - lost <= box.hand("counts")["lost"]


def test_heat_and_weak_power_are_told_and_the_film_goes_on(box: PiBox, tmp_path: Path) -> None:
    heat, power = "sys/class/thermal/thermal_zone0/temp", "sys/class/hwmon/hwmon2/in0_lcrit_alarm"
    box.lay("sys/class/hwmon/hwmon2/name", "rpi_volt\n")
    box.lay(heat, "55000\n")
    box.lay(power, "0\n")
    box.begin()
    box.lay(heat, "83000\n")
    status = box.await_trouble("too-hot")
    assert status["state"] == "ready"
    told(box, status, "too-hot", "Give it air", ["None", "green"])
    name = box.film(2)
    box.lay(power, "1\n")
    status = box.await_trouble("low-voltage")
    assert status["state"] == "filming"
    told(box, status, "low-voltage", "own power supply", ["None", "red"])
    fed(box, now())
    box.lay(heat, "55000\n")
    box.lay(power, "0\n")
    box.await_mended("too-hot")
    box.await_mended("low-voltage")
    box.await_light("red")
    box.stop_film()
    film = opened(box, name, tmp_path)
    assert box.report(name, "stopped")["frames"] == len(film.times)
