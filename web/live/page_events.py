"""What one open page is sent: new HTML for the parts that changed, and the texts and amounts that move."""

import time
from typing import Any

from flask import render_template

from web.live.view import View

# The parts of each page that are replaced when they change; the rest of a page stays as it was loaded.
PAGES = {
    "visit": ("state", "newcomers", "notices", "controls", "films"),
    "film": ("state", "newcomers", "film"),
    "camera": ("state", "newcomers", "checks"),
    "box": ("state", "notices"),
    "plain": ("state", "newcomers"),
}
ON_THE_BOX = {"title", "hint", "light", "sound", "time"}  # what a simulated box shows to an unpaired browser


class PageEvents:
    """One connection of one page. `film`: the id of the film that it shows."""

    def __init__(self, page: str, film: str) -> None:
        self.name, self._film = page, film
        self._rendered: View | None = None
        self._parts: dict[str, str] = {}
        self._progress: dict[str, str] = {}

    def next(self, view: View) -> dict[str, Any]:
        """The next event. Times of marks are in ms; `elapsed` is null unless the film's time runs, `limit` is where it
        stops by itself, `age` the seconds since the recorder was heard.
        """
        parts = self._changed_parts(view)
        texts, amounts = view.texts(), view.amounts
        if self.name == "box":
            texts, amounts = {name: text for name, text in texts.items() if name in ON_THE_BOX}, {}
        event: dict[str, Any] = {
            "state": view.state,
            "light": view.status.light if view.status else None,
            "age": time.monotonic() - view.taken,
            "limit": view.status.film.limit if view.status and view.status.film else None,
            "elapsed": view.elapsed if view.state == "filming" else None,
            "texts": texts | self._changed_progress(view, bool(parts)),
            "amounts": amounts,
            "parts": parts,
        }
        return event | _of_the_visit(view) if self.name == "visit" else event

    def _changed_parts(self, view: View) -> dict[str, str]:
        resting = view.resting()
        if resting == self._rendered:
            return {}
        self._rendered = resting
        fresh = {part: render(part, view, self._film) for part in PAGES[self.name]}
        changed = {part: html for part, html in fresh.items() if self._parts.get(part) != html}
        self._parts = fresh
        return changed

    def _changed_progress(self, view: View, all_of_it: bool) -> dict[str, str]:
        """The syncs' texts that this page has not: all of them after new HTML, in which they are left out."""
        if self.name not in ("visit", "film") or view.state == "filming":
            return {}
        fresh = view.progress(self._film)
        changed = {name: text for name, text in fresh.items() if all_of_it or self._progress.get(name) != text}
        self._progress = fresh
        return changed


def render(part: str, view: View, film: str = "") -> str:
    """A part with its live texts left out, so that it differs only when the part itself changed."""
    html = render_template(f"parts/{part}.html", view=view, plan=view.plan, film=view.film(film), name=film, blank=True)
    return html.strip()


def _of_the_visit(view: View) -> dict[str, Any]:
    film = view.status.film if view.status else None
    return {
        "film": view.running,
        "zero": film.zero / 1e6 if film and film.zero else None,
        "marks": [mark.id for mark in view.marks_of(view.running)] if view.running else [],
        "last": view.last.id if view.last else None,
        "principle": view.last.principle if view.last else None,
        "frames": film.frames if film else 0,
        "timeless": bool(view.status and view.status.clock.source == "none"),
    }
