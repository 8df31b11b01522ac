"""Static files as they go over the wire: compressed once, at addresses that change with them."""

import gzip
import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
A_YEAR = 365 * 24 * 3600
# One look, a file an idea; served as one, so that the first picture waits for one answer.
LOOK = "attune.css"


class StaticFiles:
    """Those of one program: its own folder and the design system's. `sheets` are joined, in order, to attune.css."""

    def __init__(self, folders: Sequence[Path], sheets: Sequence[str], pages: Sequence[Path] = ()) -> None:
        """`pages`: folders of templates, which a browser that keeps pages must ask for anew when they change."""
        self._folders = (FOLDER, *folders)
        self._sheets = sheets
        self._pages = pages
        self._packed: dict[str, bytes] = {}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """All of them, by the name that they are served by."""
        paths = [path for folder in self._folders for path in sorted(folder.iterdir()) if path.suffix in KINDS]
        found = {path.name: path.read_bytes() for path in paths}
        look = b"\n".join(found[name] for name in self._sheets)
        return {name: data for name, data in found.items() if name not in self._sheets} | {LOOK: look}

    @cached_property
    def edition(self) -> str:
        """Twelve letters that stand for these files, and for the pages over them, as they are."""
        whole = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            whole.update(f"{name} {len(data)} ".encode() + data)
        for path in sorted(path for folder in self._pages for path in folder.rglob("*.*")):
            whole.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
        return whole.hexdigest()[:12]

    def address(self, name: str) -> str:
        """A file's address. All share a folder named by their version, so that imports stay within it."""
        return url_for("static", filename=name, version=self.edition)

    def serve(self, app: Flask) -> None:
        """Let `app` serve them."""
        app.jinja_env.globals["static"] = self.address
        app.add_url_rule("/static/<filename>", "static", self._answer)
        app.add_url_rule("/static/<version>/<filename>", "static", self._answer)

    def _answer(self, filename: str, version: str | None = None) -> Response:
        """A file; one that is asked for by its version never changes."""
        if filename not in self.files:
            abort(404)
        small = "gzip" in request.headers.get("Accept-Encoding", "")
        data = self._small(filename) if small else self.files[filename]
        response = Response(data, mimetype=KINDS[Path(filename).suffix])
        response.headers["Vary"] = "Accept-Encoding"
        lasting = version == self.edition
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if lasting else "no-cache"
        if small:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def _small(self, name: str) -> bytes:
        if name not in self._packed:
            self._packed[name] = gzip.compress(self.files[name], 9, mtime=0)
        return self._packed[name]
