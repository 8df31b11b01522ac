"""What may not be installed is refused with a reason, whichever way it came; the slot that runs is not touched."""

import os
import subprocess
from pathlib import Path

import pytest

from appliance.system.autoboot import TEXT
from appliance.system.errors import InstallerTooOld
from appliance.system.rauc import check_installer
from provision.service import Service
from provision.update import MANIFEST
from tests.support.services import new_service
from tests.support.update_box import UpdateBox
from tests.support.updates import KIND, new_update

pytestmark = pytest.mark.process
A, B = TEXT.format(usual=2, tried=3), TEXT.format(usual=3, tried=2)


REFUSED = {
    "foreign": ("update-foreign", "0.3.0"),
    "changed": ("update-damaged", "0.3.0"),
    "cut short": ("update-damaged", "0.3.0"),
    "no bundle": ("update-damaged", "0.3.0"),
    "older": ("update-old", "0.1.9"),
    "for another kind": ("update-other-kind", "0.3.0"),
    "would strand the box": ("update-installer", "0.3.0"),
    "installer fails": ("update-not-installed", "0.3.0"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("way", ["store", "stick"])
def test_what_may_not_be_installed_is_refused_with_a_reason(
    box: UpdateBox, service: Service, update: Path, tmp_path: Path, case: str, way: str
) -> None:
    code, version = REFUSED[case]
    bundle = tmp_path / "attune-vm-0.3.0.raucb"
    bundle.write_bytes(update.read_bytes())
    match case:
        case "foreign":
            bundle = new_update(new_service(tmp_path / "other"), tmp_path).bundle
        case "changed":
            data = bytearray(bundle.read_bytes())
            data[-200] ^= 1
            bundle.write_bytes(data)
        case "cut short":
            bundle.write_bytes(bundle.read_bytes()[:-100])
        case "no bundle":
            bundle.write_bytes(b"something else\n" * 100)
        case "older":
            bundle = new_update(service, tmp_path, version).bundle
        case "for another kind":
            bundle = new_update(service, tmp_path, kind="attune-pi5").bundle
        case "installer fails":
            box.installer(failure='echo "Failed to write slot." >&2; exit 1')
    if case == "would strand the box":
        (tmp_path / "strand").mkdir()
        bundle = stranding(service, tmp_path / "strand")
    there = box.fetched(bundle, version) if way == "store" else box.on_stick(bundle)
    found = box.run()
    assert (found.code, found.state) == (code, "failed" if way == "store" else "refused")
    assert found.message
    assert (box.restarts, box.usual) == ([], A)
    assert len(box.installs) == (case == "installer fails")
    if way == "stick":
        there.unlink()
        assert box.run().code is None
    else:
        assert not there.exists()
        assert found.rejected == (version,)
        assert box.run().code == code


def stranding(service: Service, folder: Path) -> Path:
    """A bundle that somebody made by hand: its image's RAUC cannot install on its kernel."""
    content = folder / "content"
    content.mkdir()
    facts = {"kind": KIND, "version": "0.3.0", "kernel": "6.19.1", "rauc": "1.13"}
    (content / "manifest.raucm").write_text(MANIFEST.format(**facts))
    for name in ("boot.img", "system.img"):
        (content / name).write_bytes(os.urandom(4096))
    (folder / "key").write_text(service.keys.updates_key)
    bundle = folder / "attune-vm-0.3.0.raucb"
    certificate = service.folder / "updates.crt"
    words = ["rauc", f"--cert={certificate}", f"--keyring={certificate}", f"--key={folder / 'key'}", "bundle"]
    subprocess.run([*words, content, bundle], check=True, capture_output=True)
    return bundle


def test_an_installer_that_cannot_on_this_kernel_is_never_started(box: UpdateBox, update: Path) -> None:
    for rauc, kernel, good in (
        ("1.13", "6.18.50-v8", True),
        ("1.13", "6.19.0-rc1", False),
        ("1.15.0", "7.3.4+deb14-amd64", False),
        ("1.15.1", "6.19.0", True),
        ("1.15.2-1", "7.3.4", True),
    ):
        if good:
            check_installer(rauc, kernel)
        else:
            with pytest.raises(InstallerTooOld):
                check_installer(rauc, kernel)
