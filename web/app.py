"""The factory of the web app: each call gives an app of its own, with its own client of the control socket."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, render_template, request, url_for
from flask_babel import Babel, get_babel, get_locale
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import BaseConverter

from control.client import Client
from control.errors import ControlError, NotRunning
from design.late_rule import LateRule
from web import static_files
from web.access.audit import audit
from web.access.expiry import Expiry
from web.access.guard import Guard
from web.access.lone_visitor import LoneVisitor
from web.access.pairing import Pairing
from web.access.pairing_feed import PairingFeed
from web.access.phones import Phones
from web.compiled_templates import CompiledTemplates
from web.context import GUARD, KEY, AppContext, view_or_away
from web.live.feed import Feed
from web.live.seen import Seen
from web.live.view import View
from web.pages.before import plan
from web.pages.film import shelf
from web.pages.forms import refuse_stale, refused, wants_json
from web.pages.lists import lists
from web.pages.live import live
from web.pages.offline import papers
from web.pages.pair import guard, pair
from web.pages.simulated import simulated
from web.pages.trust import trust
from web.pages.visit import visit
from web.settings import Settings
from web.text import catalogue, text

STREAMS = 40  # live pages at once


class FilmName(BaseConverter):
    """A film's id in an address: nothing that could name another file."""

    regex = "[0-9a-z]+(?:-[0-9a-z]+)+"


class MarkName(BaseConverter):
    """A mark's id in an address."""

    regex = "[0-9a-f]{16}"


class PhoneName(BaseConverter):
    """A paired phone's name in an address."""

    regex = "[0-9a-f]{8}"


def create_app(settings: Settings, going: Callable[[], bool] = lambda: True) -> Flask:
    """An app over the control socket that the settings name. `going` turns false when live pages should end."""
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LateRule
    app.jinja_env.bytecode_cache = CompiledTemplates()
    recorder, phones = Client(Path(settings.control)), Phones(Path(settings.state) if settings.state else None)
    feed = Feed(recorder, going, STREAMS)
    lone = LoneVisitor() if settings.simulated and settings.loopback else None
    pairing = Pairing(recorder, phones, lone=lone)
    pairing_feed = PairingFeed(recorder, going, pairing.look, Expiry(phones, settings).check)
    app.extensions[KEY] = AppContext(settings, recorder, feed, phones, pairing, pairing_feed)
    app.extensions[GUARD] = made = Guard(app, settings, phones, pairing_feed.today)
    app.url_map.converters |= {"film": FilmName, "phone": PhoneName, "mark": MarkName}
    app.extensions["attune-seen"] = seen = Seen(Path(settings.state) if settings.state else None)
    app.jinja_env.globals.update(
        words=text, settings=settings, blank=False, paired=made.phone, get_locale=get_locale, routes=_routes, seen=seen
    )
    Babel(app, locale_selector=_locale)
    static_files.pack(app)
    audit(app)
    for blueprint in (visit, plan, shelf, lists, live, pair, trust, papers):
        app.register_blueprint(blueprint)
    if settings.simulated:
        app.register_blueprint(simulated)
    app.register_error_handler(HTTPException, _sorry)
    app.register_error_handler(ControlError, _refused)
    app.register_error_handler(NotRunning, _away)
    app.register_error_handler(OSError, _not_kept)
    app.before_request(refuse_stale)
    app.context_processor(_said)
    pairing_feed.start()
    return app


def _locale() -> str | None:
    """The language that the phone likes best among those that there are."""
    known = [str(locale) for locale in get_babel().instance.list_translations()]
    return request.accept_languages.best_match(["en", *known])


def _said() -> dict[str, str]:
    return {"said": str(catalogue.SAID.get(request.args.get("said", ""), ""))}


def _routes() -> dict[str, str]:
    """The addresses that the live page asks."""
    named = {
        "events": "live.events",
        "worker": "papers.worker",
        "time": "visit.now",
        "clock": "visit.clock",
        "mark": "visit.mark",
        "undo": "visit.undo",
        "principle": "visit.principle",
    }
    return {name: url_for(endpoint) for name, endpoint in named.items()}


def _page(message: str, status: int, view: View | None = None) -> Response:
    if wants_json():
        return refused(message, status)
    # An unpaired client causes no request to the recorder and sees nothing of its state, whatever went wrong.
    if view is None:
        view = view_or_away() if guard().sees_box() else View()
    return Response(render_template("sorry.html", message=message, view=view), status)


def _sorry(error: HTTPException) -> Response | HTTPException:
    # No page can be built for a host that is not ours: there is no address to link to.
    if isinstance(error, SecurityError):
        return error
    code = error.code or 500
    if code == 429:  # who asks too often gets the cheapest answer
        return Response(str(error.description), code, {"Retry-After": "60"}, mimetype="text/plain")
    page = _page(str(error.description or error.name), code)
    if code == 401:
        page.headers["WWW-Authenticate"] = 'Pairing realm="attune"'
    return page


def _refused(error: ControlError) -> Response:
    return _page(text.refusal(error.code, str(error)), error.http)


def _away(_: NotRunning) -> Response:
    return _page(" ".join((f"{text.title(None)}.", text.hint(None))), 503, View())


def _not_kept(_: OSError) -> Response:
    return _page(str(catalogue.NOT_KEPT), 507)
