"""The static files as they go over the wire: compressed once, at addresses that change with them."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

FOLDER = Path(__file__).parent / "static"
TEMPLATES = FOLDER.with_name("templates")
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
A_YEAR = 365 * 24 * 3600
# What every live page loads, told at once: a chain of imports would cost a round trip each.
MODULES = (
    "awake.js",
    "clock.js",
    "contact.js",
    "forms.js",
    "hold.js",
    "live.js",
    "marks.js",
    "moments.js",
    "page.js",
    "parts.js",
    "queue.js",
    "reassure.js",
    "request.js",
    "resume.js",
    "say.js",
    "sender.js",
    "sheet.js",
    "start.js",
    "stream.js",
    "submitter.js",
    "taps.js",
    "timer.js",
)
# One look, a file an idea; served as one, so that the first picture waits for one answer.
LOOK = "attune.css"
SHEETS = (
    "colours.css",
    "base.css",
    "frame.css",
    "lamp.css",
    "buttons.css",
    "ready.css",
    "filming.css",
    "notices.css",
    "films.css",
    "fields.css",
    "preferences.css",
)
BENCH = {"box.js", "box.css"}


@cache
def files() -> dict[str, bytes]:
    """All static files, by the name that they are served by."""
    found = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}
    return found | {LOOK: b"\n".join(found.pop(name) for name in SHEETS)}


@cache
def edition() -> str:
    """Twelve letters that stand for these files, and for the pages over them, as they are."""
    whole = hashlib.sha256()
    for path in sorted((*FOLDER.iterdir(), *TEMPLATES.rglob("*.*"))):
        whole.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return whole.hexdigest()[:12]


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(files()[name], 9, mtime=0)


def static(name: str) -> str:
    """A static file's address. All share a folder named by their version, so that imports stay within it."""
    return url_for("static", filename=name, version=edition())


def kept() -> list[str]:
    """The addresses of all files that a phone needs when the Wi-Fi is gone."""
    return [static(name) for name in files() if name not in BENCH]


def pack(app: Flask) -> None:
    """Let `app` serve the static files."""
    app.jinja_env.globals.update(static=static, modules=MODULES)
    app.add_url_rule("/static/<filename>", "static", _serve)
    app.add_url_rule("/static/<version>/<filename>", "static", _serve)


def _serve(filename: str, version: str | None = None) -> Response:
    """A static file; one that is asked for by its version never changes."""
    if filename not in files():
        abort(404)
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(_packed(filename) if small else files()[filename], mimetype=KINDS[Path(filename).suffix])
    response.headers["Vary"] = "Accept-Encoding"
    lasting = version == edition()
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if lasting else "no-cache"
    if small:
        response.headers["Content-Encoding"] = "gzip"
    return response
