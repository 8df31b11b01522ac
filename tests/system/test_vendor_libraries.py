"""`attune run` on a laptop looks for none of the libraries that only a Raspberry Pi has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.box_process import Box

pytestmark = pytest.mark.process

WATCH = """
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"gpiozero", "lgpio", "picamera2", "libcamera", "sounddevice", "systemd"}:
            with open(os.environ["ATTUNE_TEST_IMPORTS"], "a", encoding="utf-8") as file:
                print(name, sys.argv, file=file)
        return None

sys.meta_path.insert(0, Watch())
"""


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which each process that a test starts writes what it looks for."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    monkeypatch.setenv("ATTUNE_TEST_IMPORTS", str(tmp_path / "imports"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(hook), str(Path.cwd())]))
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    return tmp_path / "imports"


def test_a_visit_on_a_laptop_imports_no_vendor_library(imports: Path, tmp_path: Path) -> None:
    with Box(tmp_path / "box", config="[camera]\nwidth = 320\nheight = 180") as box:
        box.start().await_pages()
        assert box.attune("press").returncode == 0
        assert box.attune("hold").returncode == 0
        assert box.stop() == 0
    assert not imports.exists(), imports.read_text(encoding="utf-8")


def test_an_import_would_be_noticed(imports: Path) -> None:
    subprocess.run([sys.executable, "-c", "import appliance.devices.real.panel"], check=False, capture_output=True)
    assert imports.read_text(encoding="utf-8").startswith("gpiozero ")
