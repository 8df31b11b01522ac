"""What programs read: the OpenAPI document, and the worker that keeps the visit page for when the Wi-Fi is gone."""

from functools import cache

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, url_for

from design.icons import icon
from web.live.view import View
from web.static_files import edition, kept, static

PNG = (180, 192)  # pixels: iPhone, Android

papers = Blueprint("papers", __name__)


@papers.get("/openapi.json")
def openapi() -> Response:
    """What the pages offer, as OpenAPI 3.1."""
    from web.pages.openapi import document  # noqa: PLC0415 - types of every request, which a start need not make

    return jsonify(document(current_app))


@papers.get("/worker.js")
def worker() -> Response:
    """The service worker, at the root so that it may serve every page."""
    text = render_template("worker.js", files=kept(), edition=edition())
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@papers.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to put the visit page on its home screen."""
    facts = {
        "name": "Attune",
        "short_name": "Attune",
        "start_url": url_for("visit.page"),
        "scope": url_for("visit.page"),
        "display": "standalone",
        "background_color": "#f4f1ea",
        "theme_color": "#1f5f54",
        "icons": [
            {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *({"src": url_for("papers.png", size=s), "sizes": f"{s}x{s}", "type": "image/png"} for s in PNG),
        ],
    }
    response = jsonify(facts)
    response.mimetype = "application/manifest+json"
    return response


@papers.get("/icon-<int:size>.png")
def png(size: int) -> Response:
    """The icon for home screens that take no SVG."""
    if size not in PNG:
        abort(404)
    return Response(_icon(size), mimetype="image/png")


@cache
def _icon(size: int) -> bytes:
    return icon(size)


@papers.get("/shell")
def shell() -> str:
    """The visit page without anything of a visit: what the worker keeps."""
    return render_template("shell.html", view=View())
