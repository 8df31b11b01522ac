"""The Debian package on a clean trixie: it installs, starts, is upgraded under a running box, removed and purged."""

from tests.package.conftest import NEW, OLD, install, package, provision
from tests.support.nspawn import Container

CHECKED = """
import pathlib
codes = list(pathlib.Path("/usr/lib/attune/lib").rglob("*.pyc"))
print(len(codes), sum(code.read_bytes()[4:8] != bytes([1, 0, 0, 0]) for code in codes))
"""
"""Counts files of byte code, and those that an import compares with their source (PEP 552)."""
SERVICES = ("attune-recorder", "attune-web", "attune-courier")


def test_a_fresh_install_waits_to_be_provisioned() -> None:
    with Container() as box:
        install(box, NEW)
        assert box.shell("systemctl --failed --no-legend --plain") == ""
        for service in SERVICES:
            shown = box.shell(f"systemctl show -P ActiveState -P ConditionResult {service}").split()
            assert "inactive" in shown and "failed" not in shown
        assert "Usage: attune" in box.run("attune", "--help").stdout
        codes, checked = map(int, box.run("python3", "-c", CHECKED).stdout.split())
        assert codes > 500
        assert checked == 0


def test_installed_provisioned_upgraded_removed_and_purged() -> None:
    with Container() as box:
        install(box, OLD)
        provision(box)
        box.shell("systemctl start attune-recorder attune-courier attune-web.socket attune-web")
        assert states(box) == {"active"}
        film = a_film(box)

        install(box, NEW)
        assert states(box) == {"active"}
        assert box.run("dpkg-query", "-Wf", "${Version}", "attune").stdout == NEW
        assert film in box.run("attune", "films", "--data", "/var/lib/attune").stdout

        box.run("dpkg", "--remove", "attune")
        assert box.shell("ls /usr/lib/attune 2>/dev/null || true") == ""
        assert film in box.shell("ls /var/lib/attune/films")
        said = box.run("dpkg", "--purge", "attune").stdout
        assert "sealed films are left" in said
        assert film in box.shell("ls /var/lib/attune/films")


def test_purging_a_box_without_films_leaves_nothing() -> None:
    with Container() as box:
        install(box, NEW)
        provision(box)
        box.shell("systemctl start attune-recorder attune-web.socket attune-web")
        box.run("dpkg", "--purge", "attune")
        folders = "/var/lib/attune /var/lib/attune-web /etc/attune /usr/lib/attune"
        assert box.shell(f"ls -d {folders} 2>/dev/null || true") == ""
        left = box.shell("find /etc/systemd /usr/lib/systemd /usr/lib/sysusers.d /usr/lib/tmpfiles.d -name '*attune*'")
        assert left == ""


def test_an_upgrade_does_not_cut_a_film_short() -> None:
    with Container() as box:
        install(box, OLD)
        provision(box)
        box.shell("systemctl start attune-recorder")
        box.run("attune", "press", "--data", "/var/lib/attune")
        recorder = box.shell("systemctl show -P MainPID attune-recorder")
        box.put(package(NEW), "/root/attune.deb")
        said = box.run("dpkg", "-i", "/root/attune.deb").stdout
        assert "the box is filming" in said
        assert box.shell("systemctl show -P MainPID attune-recorder") == recorder
        assert "filming" in box.run("attune", "status", "--data", "/var/lib/attune").stdout.lower()


def states(box: Container) -> set[str]:
    """How the three services are."""
    return {box.shell(f"systemctl is-active {service}").strip() for service in SERVICES}


def a_film(box: Container) -> str:
    """A film of some seconds; its id."""
    box.run("attune", "press", "--data", "/var/lib/attune")
    box.shell("sleep 3")
    box.run("attune", "hold", "--data", "/var/lib/attune")
    return box.shell("ls /var/lib/attune/films").split()[-1]
