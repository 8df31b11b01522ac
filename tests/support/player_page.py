"""A desk with films of the test card, and the player's pages over it, for browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from flask import Flask, Response
from flask_babel import Babel
from jinja2 import ChoiceLoader, DictLoader
from waitress.server import create_server
from werkzeug.routing import UnicodeConverter

from design.static_files import StaticFiles
from desk.cases.events import FilmImported
from desk.player.blueprint import STATIC, player
from desk.unlocked import Desk
from sealed.film.records import Record
from tests.support.clock_films import RATE, Reel, sealed
from tests.support.small_films import FILM, Box
from tests.support.waitress_thread import answering

CODE = "DEMO-1"
SECOND_FILM = "20261206-1405-b2ym"
BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Attune</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{{ static('icon.svg') }}"><link rel="stylesheet" href="{{ static('attune.css') }}">
{% block head %}{% endblock %}</head><body data-page="{% block page %}{% endblock %}">
<main>{% block main %}{% endblock %}
</main></body></html>"""
SHEETS = ["colours.css", "base.css", "buttons.css", "fields.css", "notices.css", "frame.css", "preferences.css"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'"
)


@dataclass
class Player:
    """A served desk."""

    desk: Desk
    address: str

    def page(self, film: str = FILM) -> str:
        """The address of a film's page."""
        return f"{self.address}/film/{film}"


def lay(desk: Desk, reel: Reel, repeats: int = 1, film: str = FILM, records: tuple[Record, ...] = ()) -> None:
    """Put a film into the desk, sealed to its case's key."""
    if CODE not in desk.codes():
        desk.open_case(CODE)
    box = Box(identity=desk.identity(CODE))
    with desk.folder.signers.open("a") as recorders:
        recorders.write(f"{box.name} {box.key_line}\n")
    sealed(box, desk.folder.films, reel, repeats, film, records)
    seconds = repeats * len(reel.times) / RATE
    number = len(desk.films(CODE)) + 1
    facts = {"started": "2026-11-22T14:05:09Z", "recorder": "box-07", "finding": "complete", "source": "test"}
    event = {"kind": "film-imported", "film": film, "seconds": seconds, "number": number, **facts}
    desk.append(CODE, msgspec.convert(event, FilmImported))


@contextmanager
def served(desk: Desk) -> Iterator[Player]:
    """The player's pages on a port of their own."""
    app = Flask("player", static_folder=None)
    app.jinja_loader = ChoiceLoader([DictLoader({"desk/base.html": BASE})])
    app.jinja_env.add_extension("jinja2.ext.i18n")
    Babel(app)
    app.url_map.converters["film"] = UnicodeConverter
    app.jinja_env.globals["token"] = lambda: "none"
    StaticFiles([STATIC], SHEETS).serve(app)
    app.register_blueprint(player(lambda: desk))

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    with answering(server):
        yield Player(desk, f"http://127.0.0.1:{server.effective_port}")
