"""The visit page: what the box does, and start, mark, stop."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from web import words
from web.answering import done
from web.reach import box, look

visit = Blueprint("visit", __name__)


@visit.get("/")
def page() -> str:
    """The page of the visit, in whatever state the box is."""
    return render_template("visit.html", view=look())


@visit.post("/start")
def start() -> Response:
    """Begin to film."""
    box().start()
    return done("started")


@visit.post("/mark")
def mark() -> Response:
    """Mark this moment."""
    return done("marked", precisely=words.marked(box().mark().at))


@visit.post("/stop")
def stop() -> Response:
    """End the film."""
    box().stop()
    return done("stopped")


@visit.post("/sync")
def sync() -> Response:
    """Sync every film that has no receipt."""
    return done("syncing" if box().sync() else "nothing", url_for("visit.page"))
