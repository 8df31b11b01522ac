"""The one-time address as a page in a private file: a program's arguments can be read by every account of a computer.

The file is for its owner alone, leads on by itself, and is removed as soon as the address was used.
"""

import hashlib
import html
import os
from contextlib import suppress
from pathlib import Path

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Attune</title><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}"></head>
<body><p><a href="{address}">Attune</a></p></body></html>
"""


def write_entry(address: str, desk: Path, program: str | None) -> Path:
    """The page for this browser, beside the desk or where that browser can read it. Raises OSError."""
    folder = _of_snap(program) or desk
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _name(desk)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(PAGE.format(address=html.escape(address)))
    return path


def remove_entry(desk: Path) -> None:
    """Remove what `write_entry` wrote for this desk, for whichever browser."""
    name = _name(desk)
    with suppress(OSError, RuntimeError):
        for path in (desk / name, *Path.home().glob(f"snap/*/common/{name}")):
            path.unlink(missing_ok=True)


def _name(desk: Path) -> str:
    return f"attune-{hashlib.sha256(str(desk.absolute()).encode()).hexdigest()[:12]}.html"


def _of_snap(program: str | None) -> Path | None:
    """The folder of a browser that was installed as a snap: it reads no hidden folder of its user."""
    if program is None or Path(program).parent != Path("/snap/bin"):
        return None
    return Path.home() / "snap" / Path(program).name / "common"
