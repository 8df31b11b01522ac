"""The factory of the web app: each call gives an app of its own, with its own client of the control socket."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import BaseConverter

from web import security, words
from web.answering import refused, wants_json
from web.box import Box
from web.errors import BoxAway, Refused
from web.live import live
from web.reach import KEY, Eyes, eyes, glance
from web.settings import Settings
from web.shelf import shelf
from web.simulated import simulated
from web.visit import visit
from web.watch import Watch

STREAMS = 10  # live pages at once; the server keeps threads beyond these for everything else


class FilmName(BaseConverter):
    """A film's id in an address: nothing that could name another file."""

    regex = "[0-9a-z]+(?:-[0-9a-z]+)+"


def create_app(settings: Settings, going: Callable[[], bool] = lambda: True) -> Flask:
    """An app over the control socket that the settings name. `going` turns false when live pages should end."""
    app = Flask(__name__)
    box = Box(Path(settings.control))
    app.extensions[KEY] = Eyes(settings, box, Watch(box, going, STREAMS))
    app.url_map.converters["film"] = FilmName
    app.jinja_options["trim_blocks"] = app.jinja_options["lstrip_blocks"] = True
    app.jinja_env.globals.update(words=words, settings=settings, blank=False)
    security.protect(app, settings.trusted)
    for blueprint in (visit, shelf, live):
        app.register_blueprint(blueprint)
    if settings.simulated:
        app.register_blueprint(simulated)
    app.register_error_handler(HTTPException, _sorry)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BoxAway, _away)
    app.context_processor(_said)
    app.after_request(_look_again)
    return app


def _said() -> dict[str, str]:
    return {"said": words.SAID.get(request.args.get("said", ""), "")}


def _look_again(response: Response) -> Response:
    if request.method == "POST":
        eyes().watch.look()
    return response


def _page(message: str, status: int) -> Response:
    if wants_json():
        return refused(message, status)
    return Response(render_template("sorry.html", message=message, view=glance()), status)


def _sorry(error: HTTPException) -> Response | HTTPException:
    # No page can be built for a host that is not ours: there is no address to link to.
    if isinstance(error, SecurityError):
        return error
    return _page(error.description or error.name, error.code or 500)


def _refused(error: Refused) -> Response:
    return _page(str(error), error.status)


def _away(error: BoxAway) -> Response:
    return _page(str(error.__doc__), 503)
