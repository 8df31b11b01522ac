"""Opens the desk in the practitioner's browser: in a private window where that browser is known to have one.

A private window keeps no history and no session file, and Windows does not photograph it.
"""

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

from desk.entry_page import write_entry

FLAGS = (("edge", "--inprivate"), ("chrom", "--incognito"), ("brave", "--incognito"), ("firefox", "-private-window"))
"""A part of a browser's name, and what opens a private window in it."""
MAC = {
    "com.google.chrome": "Google Chrome",
    "com.microsoft.edgemac": "Microsoft Edge",
    "com.brave.browser": "Brave Browser",
    "org.mozilla.firefox": "Firefox",
}


def open_window(address: str, desk: Path) -> None:
    """Open the address in a private window of the default browser, or in an ordinary one. Raises OSError.

    The browser is given a page of `desk` that leads there, not the address.
    """
    program = default_browser()
    page = write_entry(address, desk, program).absolute().as_uri()
    flag = private_flag(program) if program else None
    if program and flag:
        try:
            silent = subprocess.DEVNULL
            subprocess.Popen([program, flag, page], stdin=silent, stdout=silent, stderr=silent)
            return
        except OSError:
            pass
    webbrowser.open(page)


def private_flag(program: str) -> str | None:
    """What opens a private window in this browser, if it is a known one."""
    name = Path(program.replace("\\", "/")).name.lower()
    return next((flag for part, flag in FLAGS if part in name), None)


def default_browser() -> str | None:
    """The program of the default browser; None where it cannot be told."""
    found: Callable[[], str | None] = {"win32": _on_windows, "darwin": _on_mac}.get(sys.platform, _on_linux)
    try:
        return found()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _on_linux() -> str | None:
    settings = shutil.which("xdg-settings")
    if not settings or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    asked = subprocess.run(
        [settings, "get", "default-web-browser"], capture_output=True, encoding="utf-8", timeout=5, check=False
    )
    name = asked.stdout.strip().removesuffix(".desktop").rpartition(".")[2]
    return shutil.which(name) or shutil.which(name.partition("_")[0]) if name else None  # a snap: firefox_firefox


def _on_mac() -> str | None:
    handlers = Path.home() / "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
    listed = plistlib.loads(handlers.read_bytes()).get("LSHandlers", [])
    ids = [each.get("LSHandlerRoleAll", "") for each in listed if each.get("LSHandlerURLScheme") == "http"]
    name = MAC.get(ids[0].lower()) if ids else None
    program = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
    if name == "Firefox":
        program = program.with_name("firefox")
    return str(program) if name and program.exists() else None


if sys.platform == "win32":
    import winreg

    def _on_windows() -> str | None:
        chosen = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\http\UserChoice"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, chosen) as key:
            handler = winreg.QueryValueEx(key, "ProgId")[0]
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"{handler}\shell\open\command") as key:
            command = str(winreg.QueryValueEx(key, "")[0])
        return shlex.split(command, posix=False)[0].strip('"')

else:

    def _on_windows() -> str | None:
        return None
