"""Updates of the image that was built: with another version, and made good or bad in a way of their own."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.vm.machine import BUILT

SLOT = BUILT
LATER = "later"
PANICS = " rdinit=/bin/false panic=5"
NEVER_READY = {
    "usr/lib/systemd/system/attune-recorder.service.d/never.conf": (
        "[Service]\nExecStart=\nExecStart=/bin/sleep inf\nTimeoutStartSec=20\n"
    ),
    "usr/lib/systemd/system/attune-update-confirm.service.d/soon.conf": (
        "[Service]\nExecStart=\nExecStart=/usr/bin/attune update confirm --within 20\n"
    ),
}


def variant(folder: Path, version: str, files: Mapping[str, str] | None = None, kernel_line: str = "") -> Path:
    """A folder as `attune provision update make` takes it. `files` are laid over the system."""
    folder.mkdir()
    facts = json.loads((SLOT / "attune-image.json").read_text()) | {"version": version}
    (folder / "attune-image.json").write_text(json.dumps(facts))
    boot, system = folder / facts["boot"], folder / facts["system"]
    shutil.copy(SLOT / facts["boot"], boot)
    if kernel_line:
        line = subprocess.run(["mtype", "-i", boot, "::cmdline.txt"], check=True, capture_output=True).stdout
        (folder / "cmdline.txt").write_bytes(line.strip() + kernel_line.encode() + b"\n")
        subprocess.run(["mcopy", "-o", "-i", boot, folder / "cmdline.txt", "::"], check=True)
        (system).symlink_to(SLOT / facts["system"])
        return folder
    tree = folder / "tree"
    subprocess.run(["fsck.erofs", f"--extract={tree}", SLOT / facts["system"]], check=True, capture_output=True)
    release = tree / "usr/lib/os-release"
    release.write_text(release.read_text().replace("IMAGE_VERSION=", f"IMAGE_VERSION={version}\nBEFORE="))
    for name, text in (files or {}).items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    subprocess.run(["mkfs.erofs", "-zlz4", system, tree], check=True, capture_output=True)
    shutil.rmtree(tree)
    return folder


def stick(bundle: Path, image: Path, *later: Path) -> Path:
    """A stick with the name ATTUNE and an update on it; those for later lie in a folder, where no box looks."""
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(sum(each.stat().st_size for each in (bundle, *later)) + (64 << 20))
    subprocess.run(["mkfs.vfat", "-n", "ATTUNE", image], check=True, capture_output=True)
    subprocess.run(["mmd", "-i", image, f"::{LATER}"], check=True)
    for folder, files in (("", [bundle]), (LATER, later)):
        if files:
            subprocess.run(["mcopy", "-i", image, *files, f"::{folder}/"], check=True)
    return image
