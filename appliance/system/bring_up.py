"""Hands a box's access point to the running system at each start; its name and country: attune-radio.service.

/etc may be read-only, and another slot's: only /etc/attune goes from slot to slot. So NetworkManager finds the access
point in /run.
"""

from pathlib import Path

from appliance.system.box_files import ACCESS_POINT, SECRET, BoxFile
from appliance.system.install import put

CONNECTION = "run/NetworkManager/system-connections/attune.nmconnection"
SERIAL = Path("/proc/device-tree/serial-number")


def bring_up(root: Path) -> None:
    """Put the access point where NetworkManager looks for it. Does nothing for a box that is not set up."""
    if (root / ACCESS_POINT).exists():
        put(root, BoxFile(CONNECTION, (root / ACCESS_POINT).read_text("utf-8"), SECRET))


def board(path: Path = SERIAL) -> str | None:
    """The serial number of this Raspberry Pi; None elsewhere."""
    try:
        return path.read_text("ascii").strip("\0\n").lower() or None
    except (OSError, UnicodeDecodeError):
        return None
