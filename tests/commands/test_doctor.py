"""`attune doctor` on a real recorder: well, and with the microphone's plug pulled."""

import json
from pathlib import Path

import pytest

from sealed.age import generate
from tests.support.box_process import Recorder

pytestmark = pytest.mark.process

SMALL = "[camera]\nwidth = 320\nheight = 180\n"


def test_it_says_what_is_well_and_what_to_do(tmp_path: Path) -> None:
    with Recorder(tmp_path / "box", [str(generate().recipient)], SMALL).start() as box:
        well = box.attune("doctor")
        assert well.returncode == 0
        assert [line.split()[1] for line in well.stdout.splitlines()] == [
            *("camera", "microphone", "card", "clock", "power", "temperature", "memory")
        ]
        box.post("/simulate", {"device": "microphone", "trouble": "unplug"})
        box.await_status(lambda status: any(each["code"] == "microphone-missing" for each in status["warnings"]))
        ill = box.attune("doctor", "--json")
        assert ill.returncode == 8
        checks = {check["name"]: check for check in json.loads(ill.stdout)["checks"]}
        assert checks["microphone"] == {
            "name": "microphone",
            "state": "bad",
            "message": "No sound from the microphone. Check its plug.",
        }
    gone = box.attune("doctor")
    assert gone.returncode == 1
    assert "attune run" in gone.stderr
