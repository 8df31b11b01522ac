"""systemd's watchdog: a recorder that hangs is started anew, and the film up to then opens."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.package.conftest import NEW, install, provision
from tests.support.box_process import ATTUNE
from tests.support.nspawn import Container

pytestmark = pytest.mark.root
DATA = ("--data", "/var/lib/attune")
WITHIN = 15.0


def test_a_hung_recorder_is_started_anew_and_the_film_up_to_then_opens(tmp_path: Path) -> None:
    with Container() as box:
        install(box, NEW)
        provision(box)
        box.shell("systemctl start attune-recorder")
        box.run("attune", "press", *DATA)
        box.shell("sleep 5")
        hung = box.shell("systemctl show -P MainPID attune-recorder").strip()
        box.shell(f"kill -STOP {hung}")
        began = time.monotonic()
        while (now := box.shell("systemctl show -P MainPID attune-recorder").strip()) in {hung, "0"}:
            assert time.monotonic() - began < 60
            time.sleep(0.2)
        box.shell(f"until attune status {' '.join(DATA)} --json | grep -q ready; do sleep 0.2; done")
        took = time.monotonic() - began
        print(f"hung recorder {hung} was replaced by {now}, ready after {took:.1f} s")
        assert took < WITHIN
        assert "watchdog" in box.shell("journalctl -u attune-recorder -o cat --no-pager").lower()

        [film] = box.shell("ls /var/lib/attune/films").split()
        box.take(f"/var/lib/attune/films/{film}", tmp_path)
        box.take("/root/practitioner.key", tmp_path)
        key, opened = tmp_path / "practitioner.key", tmp_path / "film.mp4"
        open_film: list[str | Path] = [ATTUNE, "open", tmp_path / film, "-i", key, "-o", opened]
        said = subprocess.run(open_film, check=False, capture_output=True, text=True)
        assert "cut short" in (said.stdout + said.stderr).lower(), said
        probe = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(opened)]
        assert float(subprocess.run(probe, check=True, capture_output=True, text=True).stdout) >= 3.0
