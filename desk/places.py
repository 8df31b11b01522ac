"""Where a desk lies by default: the platform's folders for a program's data and for what stays on this computer."""

import os
import sys
from pathlib import Path

FOLDER = "ATTUNE_DESK"
SYSTEM: str = sys.platform  # a plain text, so that type checkers read the lines of all systems


def default_desk() -> Path:
    """The desk's folder when none is named."""
    if SYSTEM == "win32":
        return _local_app_data() / "Attune" / "Desk"
    if SYSTEM == "darwin":
        return Path.home() / "Library" / "Application Support" / "Attune" / "Desk"
    return _xdg("XDG_DATA_HOME", ".local/share") / "attune" / "desk"


def secrets_folder() -> Path:
    """Where device secrets lie if the system has no secret store: not in the desk, whose folder may be copied."""
    if SYSTEM == "win32":
        return _local_app_data() / "Attune" / "Secrets"
    if SYSTEM == "darwin":
        return Path.home() / "Library" / "Application Support" / "Attune" / "Secrets"
    return _xdg("XDG_STATE_HOME", ".local/state") / "attune" / "secrets"


def _local_app_data() -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")


def _xdg(name: str, otherwise: str) -> Path:
    given = os.environ.get(name, "")
    return Path(given) if Path(given).is_absolute() else Path.home() / otherwise
