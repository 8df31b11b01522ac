"""An image's first start, before any bundle: what was promised of it is true of the running system."""

from collections import Counter

import pytest

from tests.vm.machine import Machine

CODE = """
import importlib.util, sys
sys.path.append("/usr/lib/attune/lib/python3.13/site-packages")
for name in ("json", "numpy", "av", "attune.command", "msgspec"):
    code = importlib.util.find_spec(name).cached
    assert open(code, "rb").read(8)[4:] == bytes([1, 0, 0, 0]), code
"""
SHARED = ("/etc/attune", "/var/lib/attune", "/var/lib/attune-web", "/var/lib/systemd/timesync")


@pytest.fixture(scope="module")
def machine(fresh: Machine) -> Machine:
    fresh.shell("systemctl is-system-running --wait || true")
    return fresh


def test_no_unit_failed_and_none_was_left_out(machine: Machine) -> None:
    assert machine.shell("systemctl --failed --no-legend --plain") == ""
    assert "ordering cycle" not in machine.shell("journalctl -b --no-pager -o cat _PID=1")


def test_the_system_is_only_read_and_the_slots_share_what_they_must(machine: Machine) -> None:
    assert "ro" in machine.shell("findmnt -n -o OPTIONS /").split(",")
    for path in SHARED:
        assert f"/shared{path}]" in machine.shell(f"findmnt -n -o SOURCE {path}")
    assert "/slots/system_a/var]" in machine.shell("findmnt -n -o SOURCE /var")
    assert "data=ordered" in machine.shell("findmnt -n -o OPTIONS /persistent")
    assert "commit=" not in machine.shell("cat /proc/mounts | grep ' /persistent '"), "5 s, ext4's own"


def test_the_data_partition_is_known_before_udev_looks_anew(machine: Machine) -> None:
    shows = "systemctl show --value --property ActiveEnterTimestampMonotonic "
    known, triggered = (
        int(machine.shell(shows + f"'{unit}'"))
        for unit in (r"dev-disk-by\x2dslot-persistent.device", "systemd-udev-trigger.service")
    )
    assert 0 < known < triggered


def test_no_import_compares_byte_code_with_its_source(machine: Machine) -> None:
    machine.run("python3", "-c", CODE)


def test_the_data_partition_grew_to_the_cards_end(machine: Machine) -> None:
    assert int(machine.shell("findmnt -n -b -o SIZE /persistent")) > 4 << 30
    names = machine.shell("lsblk -n -o PARTLABEL /dev/vda").split()
    assert names == ["bootconfig", "boot_a", "boot_b", "system_a", "system_b", "persistent"]


def test_nobody_can_log_in_and_nothing_listens(machine: Machine) -> None:
    for line in machine.shell("cat /etc/shadow").splitlines():
        assert line.split(":")[1][:1] in {"*", "!"}, line
    assert machine.shell("ls /etc/ssh/ssh_host_* 2>/dev/null || true") == ""
    assert machine.shell("command -v sudo || true") == ""
    assert machine.shell("getent passwd 1000 || true") == ""
    assert machine.shell("systemctl is-active ssh attune-ssh || true").split() == ["inactive", "inactive"]
    assert machine.shell("ss -Hltn") == ""


def test_no_swap_no_core_dumps_no_upgrades(machine: Machine) -> None:
    assert len(machine.shell("cat /proc/swaps").splitlines()) == 1
    assert machine.shell("cat /proc/sys/kernel/core_pattern").strip() == "|/bin/false"
    timers = machine.shell("systemctl list-timers --no-legend --plain")  # those that run
    assert "apt" not in timers


def test_accounts_have_the_numbers_that_the_next_image_gives_them_too(machine: Machine) -> None:
    names = ("attune-recorder", "attune-web", "attune-courier")
    assert [int(machine.shell(f"id -u {name}")) for name in names] == [392, 393, 394]


def test_a_box_without_a_bundle_blinks_amber_and_waits(machine: Machine) -> None:
    machine.await_true("journalctl -b -u attune-await-bundle | grep -q 'was not set up'")
    seen = Counter(machine.light() for _ in range(16))
    assert {light for light, times in seen.items() if times > 1} == {"amber", None}  # once it may be seen as it changes
    assert machine.shell("systemctl is-active attune-recorder || true").strip() == "inactive"


def test_it_starts_from_the_other_slot_once_and_then_from_its_own(machine: Machine) -> None:
    machine.shell("echo here > /var/lib/attune/kept; echo gone > /var/lib/slots-own")
    machine.agent.ask("guest-exec", {"path": "/usr/bin/systemctl", "arg": ["reboot", "--reboot-argument=0 tryboot"]})
    assert machine.await_slot(2) == "b"
    assert machine.shell("cat /var/lib/attune/kept").strip() == "here"
    assert machine.shell("ls /var/lib/slots-own 2>/dev/null || true") == ""
    machine.agent.ask("guest-exec", {"path": "/usr/bin/systemctl", "arg": ["reboot"]})
    assert machine.await_slot(3) == "a"
    assert machine.shell("cat /var/lib/slots-own").strip() == "gone"
    assert [line.split()[1:] for line in machine.boots()] == [["a"], ["b", "tryboot"], ["a"]]
