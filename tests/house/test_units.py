"""What the recorder's unit waits for when a box is switched on, and that what starts early is stopped in time."""

from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = {path.name: path.read_text().splitlines() for path in UNITS.glob("*.service")}
RECORDER = "attune-recorder.service"
STARTED_OFTEN = [
    path.with_suffix(".service").name for ending in ("path", "socket") for path in UNITS.glob(f"*.{ending}")
]
EARLY = [name for name, lines in SERVICES.items() if "DefaultDependencies=no" in lines]


def words(unit: str, key: str) -> list[str]:
    return [word for line in SERVICES[unit] if line.startswith(f"{key}=") for word in line.partition("=")[2].split()]


def test_the_recorder_waits_for_its_partition_and_devices_and_not_for_the_rest_of_a_start() -> None:
    """A unit with default dependencies starts after sysinit.target, and whatever comes after it waits as well."""
    before = [name for name in SERVICES if RECORDER in words(name, "Before")]
    assert set(before) == {"attune-firstboot.service", "attune-reset.service"}
    for unit in (RECORDER, *before):
        assert unit in EARLY
        late = {"systemd-tmpfiles-setup.service", "local-fs.target", "sysinit.target", "basic.target"}
        assert not late & {*words(unit, "After"), *words(unit, "Requires"), *words(unit, "Wants")}


@pytest.mark.parametrize("unit", STARTED_OFTEN)
def test_what_is_started_by_a_path_or_a_socket_is_started_however_often(unit: str) -> None:
    """At systemd's usual limit, five starts in ten seconds, its path or socket would fail for good."""
    assert words(unit, "StartLimitIntervalSec") == ["0"]


@pytest.mark.parametrize("unit", EARLY)
def test_what_starts_early_has_its_folders_until_it_was_stopped(unit: str) -> None:
    assert "shutdown.target" in words(unit, "Conflicts")
    assert "shutdown.target" in words(unit, "Before")
    assert {"/var/lib/attune", "/etc/attune"} <= set(words(unit, "RequiresMountsFor"))
    assert "systemd-remount-fs.service" in words(unit, "After")
