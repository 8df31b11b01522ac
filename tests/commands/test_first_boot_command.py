"""`attune first-boot` as systemd runs it: once, or waiting with an amber light for a stick."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.commands.first_boot import _panel
from appliance.system.bring_up import CONNECTION, board
from attune.command import main
from provision.service import Service
from sealed.papers.box_bundle import FOLDER
from tests.support.recorder_process import Machine, until
from tests.support.services import new_box, new_service

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return new_service(tmp_path_factory.mktemp("service") / "svc")


@pytest.fixture
def made(service: Service, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    name: str = "box-" + request.node.name.replace("_", "-")[-20:].strip("-")
    new_box(service, tmp_path / "made", name)
    return tmp_path / "made" / name


def test_brings_up_the_access_point_at_every_start(made: Path, tmp_path: Path) -> None:
    arguments = ["first-boot", "--root", str(tmp_path / "root"), "--place", str(made), "--once"]
    for _ in range(2):
        ran = CliRunner().invoke(main, arguments)
        assert ran.exit_code == 0, ran.output
        connection = tmp_path / "root" / CONNECTION
        assert connection.stat().st_mode & 0o777 == 0o600
        assert f"ssid={made.name}\n" in connection.read_text()
        connection.unlink()


def test_a_box_that_is_not_set_up_fails_at_once_when_told_not_to_wait(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["first-boot", "--root", str(tmp_path), "--place", str(tmp_path), "--once"])
    assert ran.exit_code == 7
    assert not (tmp_path / CONNECTION).exists()


def test_waits_for_a_stick(made: Path, tmp_path: Path) -> None:
    root, place = tmp_path / "root", tmp_path / "stick"
    command = [sys.executable, "-m", "attune", "first-boot", "--root", str(root), "--place", str(place)]
    with (tmp_path / "log").open("wb") as log:
        environment = os.environ | {"GPIOZERO_PIN_FACTORY": "mock"}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        until(lambda: "was not set up" in (tmp_path / "log").read_text())
        place.mkdir()
        shutil.copytree(made / FOLDER, tmp_path / "copy")
        (tmp_path / "copy").rename(place / FOLDER)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert (root / CONNECTION).exists()
    assert not (place / FOLDER).exists()


def test_its_light_is_amber() -> None:
    before = Device.pin_factory
    Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    try:
        panel = _panel()
        red, green, blue = (Device.pin_factory.pin(f"GPIO{number}") for number in (27, 22, 23))
        until(lambda: red.state > green.state > 0)
        assert blue.state == 0
        panel.close()
    finally:
        Device.pin_factory = before


def test_a_board_is_known_by_its_serial_number(tmp_path: Path) -> None:
    (tmp_path / "serial").write_bytes(b"10000000A1B2C3D4\0")
    assert board(tmp_path / "serial") == "10000000a1b2c3d4"
    assert board(tmp_path / "none") is None


def test_a_refused_bundle_is_the_recorders_alarm(made: Path, tmp_path: Path) -> None:
    """A box in use, and a stick whose bundle was changed: it films on, its light blinks, and its page says why."""
    root, place = tmp_path / "root", tmp_path / "stick"
    arguments = ["first-boot", "--root", str(root), "--place", str(place), "--once"]
    shutil.copytree(made / FOLDER, place / FOLDER)
    assert CliRunner().invoke(main, arguments).exit_code == 0
    shutil.copytree(made / FOLDER, place / FOLDER, dirs_exist_ok=True)
    with (place / FOLDER / "box.json").open("ab") as file:
        file.write(b" ")
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (tmp_path / "box").mkdir()
    machine = Machine(tmp_path / "box")
    with (tmp_path / "box" / "recorder.toml").open("a") as settings:
        settings.write(f'\n[host]\nroot = "{root}"\n')
    machine.start("recorder")
    try:
        machine.ready()
        status = machine.box.status()
        assert [warning["code"] for warning in status["warnings"]] == ["bundle-changed"]
        assert (status["light"]["colour"], status["light"]["pattern"]) == ("green", "blink")
        assert "changed after it was signed" in status["warnings"][0]["message"]
    finally:
        machine.close()
