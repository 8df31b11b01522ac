"""Which image runs, from which slot: `IMAGE_ID` and `IMAGE_VERSION` in os-release(5), and the boot loader.

A machine without a Raspberry Pi's boot loader names its slot on the kernel's command line: `attune.slot=`.
"""

from pathlib import Path
from typing import NamedTuple

from attune import __version__

OURS = "attune-"
SLOTS = {2: "A", 3: "B"}
"""The number of each slot's boot partition: it is what autoboot.txt and the boot loader call a slot by."""
PARTITION = "proc/device-tree/chosen/bootloader/partition"
SLOT = "attune.slot="


class Image(NamedTuple):
    """`kind` is what an update must be made for, such as `attune-pi4`; None for a package installed by hand."""

    kind: str | None
    version: str


def installed(root: Path) -> Image:
    """The image below `root`, or the package's own version."""
    try:
        lines = (root / "etc/os-release").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    facts = {key: value.strip().strip("\"'") for key, _, value in (line.partition("=") for line in lines)}
    kind, version = facts.get("IMAGE_ID", ""), facts.get("IMAGE_VERSION")
    return Image(kind, version) if kind.startswith(OURS) and version else Image(None, __version__)


def booted_slot(root: Path) -> str | None:
    """`A` or `B`; None for a system that has no slots."""
    try:
        words = (root / "proc/cmdline").read_text("ascii", "replace").split()
    except OSError:
        words = []
    named = [word.removeprefix(SLOT).upper() for word in words if word.startswith(SLOT)]
    if named and named[-1] in SLOTS.values():
        return named[-1]
    try:
        return SLOTS.get(int.from_bytes((root / PARTITION).read_bytes()))
    except OSError:
        return None


def version_key(text: str) -> tuple[int, ...]:
    """`1.10.2` as numbers, to be compared; what is no number ends it."""
    found: list[int] = []
    for part in text.replace("+", ".").split("."):
        if not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found)
