"""The factory of the desk's app: one desk's folder, one browser, blueprints for what it can do."""

import logging
from pathlib import Path

from flask import Flask, Response, g, render_template, request
from flask_babel import Babel, get_babel, get_locale
from werkzeug.exceptions import HTTPException

from design.late_rule import LateRule
from design.static_files import StaticFiles
from desk.completion.blueprint import completion
from desk.errors import NotWritten
from desk.handover.blueprint import STATIC as HANDOVER
from desk.handover.blueprint import handover
from desk.pages import catalogue, steps, words
from desk.pages.access import AccessControl
from desk.pages.aliases import Aliases
from desk.pages.cards import cards
from desk.pages.case import case
from desk.pages.context import KEY, Context, context, desk
from desk.pages.home import home
from desk.pages.importing import Importing
from desk.pages.imports import imports
from desk.pages.packs import packs
from desk.pages.papers import papers
from desk.pages.session import HeldDesk
from desk.pages.settings import settings
from desk.pages.start import start
from desk.player.blueprint import STATIC as PLAYER
from desk.player.blueprint import player
from desk.review.blueprint import STATIC as REVIEW
from desk.review.blueprint import review
from sealed.errors import AttuneError

log = logging.getLogger("attune.desk.pages")

PAGES = Path(__file__).parent
TRANSLATIONS = PAGES.parent / "translations"
SHEETS = (
    "colours.css",
    "base.css",
    "frame.css",
    "buttons.css",
    "facts.css",
    "notices.css",
    "fields.css",
    "desk.css",
    "cases.css",
    "cycle.css",
    "completion.css",
    "preferences.css",
)
FOLDERS = (PAGES / "static", PLAYER, REVIEW, HANDOVER)
STATIC = StaticFiles(FOLDERS, SHEETS)


def create_app(session: HeldDesk, host: str, again: str = "", translations: Path = TRANSLATIONS) -> Flask:
    """The app over a desk, for `host` (address and port) alone."""
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LateRule
    app.jinja_options["trim_blocks"] = app.jinja_options["lstrip_blocks"] = True
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    aliases = Aliases()
    access = AccessControl(app, session, f"attune-desk-{host.rpartition(':')[2]}", host)
    app.extensions[KEY] = Context(session, access, aliases, Importing(), again)
    app.url_map.converters |= {"alias": aliases.converter(), "film": aliases.converter()}
    app.jinja_env.globals.update(get_locale=get_locale, words=words, steps=steps, catalogue=catalogue)
    Babel(app, locale_selector=_locale)
    STATIC.serve(app)
    features = (player(desk), review(desk), handover(desk), completion(desk, lambda: context().session.work_factor))
    for blueprint in (start, home, case, cards, imports, packs, papers, settings, *features):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _sorry)
    app.register_error_handler(AttuneError, _refused)
    app.register_error_handler(OSError, _disk_refused)
    app.context_processor(lambda: _shown(session))
    return app


def _locale() -> str | None:
    """The language that the browser likes best among those that there are."""
    known = [str(locale) for locale in get_babel().instance.list_translations()]
    return request.accept_languages.best_match(["en", *known])


def _shown(session: HeldDesk) -> dict[str, object]:
    inside = g.get("inside", False)
    said = catalogue.SAID.get(request.args.get("said", ""), "") if inside else ""
    return {"inside": inside, "opened": inside and session.desk is not None, "said": said}


def _sorry(error: HTTPException) -> Response:
    code = error.code or 500
    known = {404: catalogue.NOT_FOUND, 413: catalogue.TOO_LONG}
    return _page(str(known.get(code) or error.description or error.name), code)


def _refused(error: AttuneError) -> Response:
    return _page(str(error), 409)


def _disk_refused(error: OSError) -> Response:
    log.exception("a page met an error of the system")
    return _refused(NotWritten(cause=error.strerror or type(error).__name__))


def _page(message: str, status: int) -> Response:
    if request.accept_mimetypes.best == "application/json":
        return Response(message, status, mimetype="text/plain")
    return Response(render_template("desk/sorry.html", message=message), status)
