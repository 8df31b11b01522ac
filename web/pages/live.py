"""The live page: the box's state as server-sent events, with the parts of a page that changed, ready to show."""

import time
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, current_app, render_template, request, stream_with_context

from web.context import eyes
from web.errors import Crowded
from web.live.view import View

live = Blueprint("live", __name__)

# The parts of each page that are replaced when they change; the rest of a page stays as it was loaded.
PAGES = {
    "visit": ("state", "notices", "controls", "films"),
    "film": ("state", "film"),
    "camera": ("state", "checks"),
    "box": ("state", "notices"),
    "plain": ("state",),
}
OF_THE_BOX = {"title", "hint", "light", "sound", "time"}  # what the drawn box shows to whoever sits there
REST = 0.1  # seconds between two events at least: a loud room does not keep every phone busy
BEAT = 2.0  # seconds: after a few of them without a word the phone knows that it lost the box


@live.get("/events")
def events() -> Response:
    """`event: now` with a part's new HTML, texts and amounts: at once, at every change, and at every beat."""
    page = request.args.get("page", "plain")
    if page not in PAGES:
        abort(404)
    watch = eyes().watch
    guard = current_app.extensions["attune-guard"]

    def stream() -> Iterator[bytes]:
        try:
            with watch.watching():
                for told in _tell(page, request.args.get("film", "")):
                    if page != "box" and not guard.phone():
                        return  # it has been unpaired meanwhile
                    yield told
        except Crowded:
            yield b"retry: 10000\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(stream_with_context(stream()), mimetype="text/event-stream", headers=headers)


def _tell(page: str, film: str) -> Iterator[bytes]:
    watch = eyes().watch
    shown: dict[str, str] = {}
    version = 0
    while watch.going():
        version, view = watch.news(version, BEAT)
        if not version:
            continue
        fresh = {part: render(part, view, film) for part in PAGES[page]}
        changed = {part: html for part, html in fresh.items() if shown.get(part) != html}
        shown = fresh
        yield b"event: now\ndata: " + msgspec.json.encode(now(view, page) | {"parts": changed}) + b"\n\n"
        time.sleep(REST)


def now(view: View, page: str) -> dict[str, Any]:
    """All that changes without new HTML. `elapsed` is null unless the film's time runs; times of marks are in ms."""
    texts, amounts = view.texts(), view.amounts()
    if page == "box":
        texts = {name: text for name, text in texts.items() if name in OF_THE_BOX}
        amounts = {}
    told: dict[str, Any] = {
        "state": view.state,
        "light": view.status.light if view.status else None,
        "elapsed": view.elapsed if view.state == "filming" else None,
        "texts": texts,
        "amounts": amounts,
    }
    if page == "visit":
        told["film"] = view.running
        told["zero"] = (
            view.status.film.zero / 1e6 if view.status and view.status.film and view.status.film.zero else None
        )
        told["marks"] = [mark.id for mark in view.marks_of(view.running)] if view.running else []
        told["last"] = view.last.id if view.last else None
        told["timeless"] = bool(view.status and view.status.clock.source == "none")
    return told


def render(part: str, view: View, film: str = "") -> str:
    """A part with its live texts left out, so that it differs only when the part itself changed."""
    html = render_template(f"parts/{part}.html", view=view, plan=view.plan, film=view.film(film), name=film, blank=True)
    return html.strip()
