"""What a box's settings mean for the running system, at each start: its name, its radio's country, its access point.

/etc may be read-only, and another slot's: only /etc/attune goes from slot to slot. So NetworkManager finds the access
point in /run.
"""

import shutil
import socket
import subprocess
from pathlib import Path

from appliance.system.box_files import ACCESS_POINT, ETC, SECRET, BoxFile
from appliance.system.install import put

CONNECTION = "run/NetworkManager/system-connections/attune.nmconnection"
SERIAL = Path("/proc/device-tree/serial-number")


def bring_up(root: Path) -> None:
    """Put the access point where NetworkManager looks for it. Does nothing for a box that is not set up."""
    if (root / ACCESS_POINT).exists():
        put(root, BoxFile(CONNECTION, (root / ACCESS_POINT).read_text("utf-8"), SECRET))


def name_and_country() -> None:
    """Name this machine, and set its radio's country before the radio is used. For a real box alone."""
    name, country = Path("/", ETC, "hostname"), Path("/", ETC, "country")
    if name.exists():
        socket.sethostname(name.read_text("utf-8").strip())
    if country.exists() and (iw := shutil.which("iw")):
        subprocess.run([iw, "reg", "set", country.read_text("utf-8").strip()], check=True, timeout=10)


def board(path: Path = SERIAL) -> str | None:
    """The serial number of this Raspberry Pi; None elsewhere."""
    try:
        return path.read_text("ascii").strip("\0\n").lower() or None
    except (OSError, UnicodeDecodeError):
        return None
