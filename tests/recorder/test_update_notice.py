"""What became of an update is an alarm, from the record that root writes while the recorder runs."""

import queue
import time
from pathlib import Path

import msgspec
import pytest

from appliance.capture.settings import SECOND
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import AlarmCleared, AlarmRaised
from appliance.recorder.situation import Alarm
from appliance.recorder.update_notice import UpdateNotice
from appliance.system.box_files import BoxFile
from appliance.system.install import put
from appliance.system.update_record import RECORD, UpdateRecord
from sealed.age import generate
from tests.support.box_process import Recorder

FAILED = UpdateRecord(state="failed", version="0.3.0", code="update-failed", message="It went back.")


def taken(events: EventQueue) -> object:
    """The next event, None where there is none."""
    try:
        item = events.get(time.monotonic())
    except queue.Empty:
        return None
    return item and item[0]


def write(root: Path, record: UpdateRecord) -> None:
    put(root, BoxFile(RECORD, msgspec.json.encode(record).decode()))


def test_it_is_raised_once_and_cleared_when_it_is_over(tmp_path: Path) -> None:
    events = EventQueue()
    notice = UpdateNotice(tmp_path, events)
    notice.check(0)
    write(tmp_path, FAILED)
    for second in range(5, 30, 5):
        notice.check(second * SECOND)
    assert taken(events) == AlarmRaised(Alarm("update-failed", "It went back.", prevents=False))
    assert taken(events) is None
    write(tmp_path, UpdateRecord(state="installing", version="0.4.0"))
    notice.check(40 * SECOND)
    assert taken(events) == AlarmCleared("update-failed")


def test_a_damaged_record_tells_nothing(tmp_path: Path) -> None:
    events = EventQueue()
    (tmp_path / "etc/attune").mkdir(parents=True)
    (tmp_path / RECORD).write_bytes(b"\0\xff")
    UpdateNotice(tmp_path, events).check(0)
    assert taken(events) is None


@pytest.mark.process
def test_the_phone_learns_of_it_and_filming_goes_on(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, FAILED)
    more = f'[camera]\nwidth = 320\nheight = 180\n[host]\nroot = "{root}"\n'
    with Recorder(tmp_path / "box", [str(generate().recipient)], more).start() as recorder:
        status = recorder.await_status(lambda each: bool(each["warnings"]))
        assert (status["state"], [each["code"] for each in status["warnings"]]) == ("ready", ["update-failed"])
        assert recorder.post("/start")["state"] == "filming"
        recorder.post("/stop")
