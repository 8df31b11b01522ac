"""The live page: the box's state as server-sent events, with the parts of a page that changed, ready to show."""

import time
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, render_template, request, stream_with_context

from web.errors import Crowded
from web.reach import eyes
from web.view import View

live = Blueprint("live", __name__)

# The parts of each page that are replaced when they change; the rest of a page stays as it was loaded.
PAGES = {
    "visit": ("state", "notices", "controls", "films"),
    "film": ("state", "film"),
    "box": ("state", "notices"),
    "plain": ("state",),
}
REST = 0.1  # seconds between two events at least: a loud room does not keep every phone busy
BEAT = 2.0  # seconds: after a few of them without a word the phone knows that it lost the box


@live.get("/events")
def events() -> Response:
    """`event: now` with a part's new HTML, texts and amounts: at once, at every change, and at every beat."""
    page = request.args.get("page", "plain")
    if page not in PAGES:
        abort(404)
    watch = eyes().watch

    def stream() -> Iterator[bytes]:
        try:
            with watch.watching():
                yield from _tell(PAGES[page], request.args.get("film", ""))
        except Crowded:
            yield b"retry: 10000\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(stream_with_context(stream()), mimetype="text/event-stream", headers=headers)


def _tell(parts: tuple[str, ...], film: str) -> Iterator[bytes]:
    watch = eyes().watch
    shown: dict[str, str] = {}
    version = 0
    while watch.going():
        version, view = watch.news(version, BEAT)
        if not version:
            continue
        fresh = {part: render(part, view, film) for part in parts}
        changed = {part: html for part, html in fresh.items() if shown.get(part) != html}
        shown = fresh
        yield b"event: now\ndata: " + msgspec.json.encode(now(view) | {"parts": changed}) + b"\n\n"
        time.sleep(REST)


def now(view: View) -> dict[str, Any]:
    """All that changes without new HTML. `elapsed` is null unless the film's time runs."""
    return {
        "state": view.state,
        "light": view.status.light if view.status else None,
        "elapsed": view.elapsed if view.state == "filming" else None,
        "texts": view.texts(),
        "amounts": view.amounts(),
    }


def render(part: str, view: View, film: str = "") -> str:
    """A part with its live texts left out, so that it differs only when the part itself changed."""
    return render_template(f"parts/{part}.html", view=view, film=view.film(film), blank=True).strip()
