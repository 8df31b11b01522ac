"""The image's layers agree with the package: accounts have numbers, and what must outlive an update does."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
IMAGE = PROJECT / "image-build"
LAYERS = [path for part in ("shared", "pi/layer", "vm/layer") for path in sorted((IMAGE / part).glob("attune*.yaml"))]
SHARED = (IMAGE / "shared/attune-storage.rootfs-overlay/etc/rpi-image-gen/slot-shared.d/attune.conf").read_text()


def fields(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line and line[0] not in "#"]


def test_the_image_has_the_packages_accounts_each_with_a_number() -> None:
    package = fields((PROJECT / "systemd/sysusers.d/attune.conf").read_text())
    image = fields((IMAGE / "shared/attune-users.rootfs-overlay/etc/sysusers.d/attune.conf").read_text())
    assert sorted(line[:2] for line in image) == sorted(line[:2] for line in package)
    assert sorted(line[2:] for line in image if line[0] == "m") == sorted(
        line[2:] for line in package if line[0] == "m"
    )
    numbers = [int(line[2]) for line in image if line[0] in "gu"]
    assert len(set(numbers)) == len(numbers)


def test_what_the_package_keeps_in_var_outlives_an_update() -> None:
    shared = re.findall(r"^Path=(.*)$", SHARED, re.M)
    folders = [line[1] for line in fields((PROJECT / "systemd/tmpfiles.d/attune.conf").read_text()) if line[0] == "d"]
    states = re.findall(
        r"^StateDirectory=(.*)$", "".join(p.read_text() for p in (PROJECT / "systemd").glob("*.service")), re.M
    )
    for folder in [*folders, *(f"/var/lib/{name}" for name in states)]:
        assert any(f"{folder}/".startswith(f"{path}/") for path in shared) or folder.startswith("/run"), folder


def test_no_file_of_the_image_lies_where_the_slots_share() -> None:
    """image-rota copies such a file over the box's own at each start."""
    for path in re.findall(r"^Path=(.*)$", SHARED, re.M):
        for overlay in IMAGE.rglob("*.rootfs-overlay"):
            folder = overlay / path.lstrip("/")
            assert not folder.is_dir() or not any(file.is_file() for file in folder.rglob("*")), folder


@pytest.mark.parametrize("layer", LAYERS, ids=lambda path: path.stem)
def test_a_layer_says_what_it_is(layer: Path) -> None:
    head = re.fullmatch(r"# METABEGIN\n((?:#.*\n)+?)# METAEND\n---\n(?:.|\n)*", layer.read_text())
    assert head, "no metadata"
    name, version = (re.search(rf"^# X-Env-Layer-{key}: (.*)$", head[1], re.M) for key in ("Name", "Version"))
    assert name and version
    assert name[1] in {layer.stem, "attune"}
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version[1])
    assert "://" not in layer.read_text()


@pytest.mark.parametrize("layer", ["pi/layer/attune-pi.yaml", "vm/layer/attune-vm-machine.yaml"])
def test_a_start_mends_a_file_system_that_a_power_cut_tore(layer: str) -> None:
    """systemd-fsck leaves it alone otherwise, the partition is not mounted, and the box does not start."""
    [line] = [line for line in (IMAGE / layer).read_text().splitlines() if "cmdline.txt" in line and "panic=" in line]
    assert " fsck.repair=yes " in line
