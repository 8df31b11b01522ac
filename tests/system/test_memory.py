"""Memory that could be written to a disk: locked where that may be, and no film while there is a swap."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from appliance.capture.capture import Capture
from appliance.devices.real.linux_host import LinuxHost
from appliance.recorder.alarms import Alarms
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import AlarmRaised, BeginFilm, Refuse, Start
from appliance.recorder.host_health import HostHealth
from appliance.recorder.machine import step
from appliance.recorder.preflight import checks
from appliance.recorder.situation import Limits, Situation
from tests.support.hand_devices import HandCamera

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lock more memory")
LOCKED = """
from appliance.system.memory_lock import {function}
print({function}())
more = bytearray(1 << 24)
print(next(line for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmLck")))
"""


def locked(function: str, **options: Any) -> tuple[str, int]:
    """What the function answers in a process of its own, and how many kB are locked there afterwards."""
    script = LOCKED.format(function=function)
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, **options)
    answer, _, kilobytes, _ = said.stdout.split()
    return answer, int(kilobytes)


@ROOT
def test_every_page_is_locked() -> None:
    answer, kilobytes = locked("lock_all")
    assert answer == "True"
    assert kilobytes > 1 << 14


def test_a_limit_leaves_memory_as_it_is() -> None:
    few = (1 << 16, 1 << 16)
    assert locked("lock_memory", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_MEMLOCK, few)) == ("False", 0)


@pytest.mark.parametrize(("swap", "state"), [("", "good"), ("/var/swap file 1 0 -2\n", "bad")])
def test_a_box_with_a_swap_on_its_card_does_not_film(tmp_path: Path, swap: str, state: str) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/swaps").write_text(f"Filename Type Size Used Priority\n{swap}", encoding="utf-8")
    host, events = LinuxHost(tmp_path, tmp_path), EventQueue()
    memory = next(check for check in checks(Capture(HandCamera(), None), host, "ntp", 60, 2) if check.name == "memory")
    assert memory.state == state
    HostHealth(host, Alarms(events)).check(0)
    events.close()
    situation = Situation("ready")
    while (item := events.get(time.monotonic())) is not None:
        assert isinstance(item[0], AlarmRaised)
        situation, _ = step(situation, item[0], Limits())
    _, effects = step(situation, Start(0), Limits())
    assert [type(effect) for effect in effects] == [Refuse if swap else BeginFilm]
