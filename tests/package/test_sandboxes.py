"""From inside each service's sandbox: what it needs works, and everything that it must never reach does not.

A drop-in puts the probe in the program's place; account, namespaces, filters and folders stay the unit's own.
"""

import json
import re

import pytest

from tests.support.nspawn import Container

pytestmark = pytest.mark.root

MOUNT, PTRACE, BPF, KEXEC, CLOCK = 165, 101, 321, 246, 227
"""System calls on x86_64."""
FORBIDDEN_TO_ALL = [
    *(f"call:{number}" for number in (MOUNT, PTRACE, BPF, KEXEC, CLOCK)),
    *("namespaces", "write:/etc", "write:/usr/lib/attune", "write:/boot", "list:/root", "list:/home"),
    *("device:/dev/mem", "device:/dev/kmsg", "read:/etc/shadow", "read:/proc/1/environ"),
]
FORBIDDEN = {
    "attune-recorder": [
        *("internet", "list:/etc/attune/store", "list:/mnt", "read:/etc/attune/tls/box.key"),
        # No device is tried here: DevicePolicy= is the kernel's device filter, which a container cannot set.
        *("list:/boot", "list:/var/lib/attune-web"),
    ],
    "attune-web": [
        *("internet", "list:/var/lib/attune/films", "list:/var/lib/attune/receipts", "list:/etc/attune/store"),
        *("read:/etc/attune/recorder.key", "read:/etc/attune/recorder.toml", "read:/etc/attune/courier.toml"),
        *("connect:/var/lib/attune/courier/courier.sock", "device:/dev/net/tun", "list:/mnt", "list:/boot"),
    ],
    "attune-courier": [
        *("write:/var/lib/attune/films", "list:/var/lib/attune/receipts", "list:/etc/attune/store"),
        *("connect:/var/lib/attune/control.sock", "read:/etc/attune/recorder.key", "read:/etc/attune/tls/box.key"),
        *("device:/dev/net/tun", "device:/dev/fuse", "list:/boot", "list:/var/lib/attune-web"),
    ],
}
NEEDED = {
    "attune-recorder": ["write:/var/lib/attune/films", "write:/tmp", "read:/etc/attune/recorder.key"],
    "attune-web": [
        *("connect:/var/lib/attune/control.sock", "write:/var/lib/attune-web"),
        *("read:/etc/attune/web.toml", "read:/etc/attune/tls/box.key"),
    ],
    "attune-courier": [
        *("connect:/var/lib/attune/courier/courier.sock", "list:/var/lib/attune/films", "write:/var/lib/attune/cards"),
        *("internet", "write:/mnt/store", "read:/etc/attune/courier.toml"),
    ],
}
INSTEAD = """[Service]
Type=oneshot
Restart=no
WatchdogSec=0
ExecStart=
ExecStart=/usr/lib/attune/bin/python3 -I /opt/probe.py {attempts}
"""


@pytest.mark.parametrize("service", sorted(NEEDED))
def test_what_is_needed_works_and_what_is_forbidden_does_not(container: Container, service: str) -> None:
    needed, forbidden = NEEDED[service], FORBIDDEN[service] + FORBIDDEN_TO_ALL
    found = probe(container, service, needed + forbidden)
    assert {attempt: found[attempt] for attempt in needed if found[attempt] != "yes"} == {}
    assert [attempt for attempt in forbidden if found[attempt] == "yes"] == []


def test_the_probe_finds_open_doors(container: Container) -> None:
    """Outside of any sandbox, what is forbidden inside can be done: the check above can fail."""
    attempts = [
        "internet",
        "list:/var/lib/attune/films",
        "read:/etc/attune/recorder.key",
        "write:/etc",
        "read:/etc/shadow",
    ]
    said = container.run("/usr/lib/attune/bin/python3", "-I", "/opt/probe.py", *attempts).stdout
    assert set(json.loads(said.removeprefix("PROBE ")).values()) == {"yes"}


@pytest.mark.parametrize("service", sorted(NEEDED))
def test_exposure(container: Container, service: str) -> None:
    judged = container.run("systemd-analyze", "security", "--no-pager", service, check=False).stdout
    [exposure] = re.findall(r"exposure level for \S+: ([0-9.]+)", judged)
    assert float(exposure) <= 1.5


def test_systemd_has_nothing_to_say_of_the_units(container: Container) -> None:
    units = container.shell("ls /usr/lib/systemd/system/attune-*").split()
    judged = container.run("systemd-analyze", "verify", "--man=no", *units, check=False)
    assert (judged.returncode, judged.stderr) == (0, "")


def probe(container: Container, service: str, attempts: list[str]) -> dict[str, str]:
    """Run the probe in the sandbox of `service`; the recorder's sockets are there meanwhile."""
    folder = f"/run/systemd/system/{service}.service.d"
    # The recorder itself must run while others look for its sockets; its own sandbox is tried with it stopped.
    container.run(
        "sh", "-c", f"mkdir -p {folder}; cat > {folder}/probe.conf", text_in=INSTEAD.format(attempts=" ".join(attempts))
    )
    try:
        said = container.shell(
            f"systemctl daemon-reload; systemctl stop {service}; systemctl start {service};"
            f"journalctl -u {service} -o cat --no-pager | grep ^PROBE | tail -1"
        )
    finally:
        container.shell(f"rm -r {folder}; systemctl daemon-reload; systemctl start {service}")
    outcome: dict[str, str] = json.loads(said.removeprefix("PROBE "))
    return outcome
