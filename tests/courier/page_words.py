"""What the phone's pages say of a film, made of what the recorder says: for tests that know what is in the store."""

from functools import cache

from flask import Flask, render_template

from appliance.api.film_service import FilmService
from control.messages import ClockStatus, Light, SoundStatus, SpaceStatus, Status
from tests.support.forms import read
from web.app import create_app
from web.live.page_events import render
from web.live.view import View
from web.settings import Settings

READY = Status(
    state="ready",
    light=Light("green"),
    space=SpaceStatus(1 << 40, 700),
    clock=ClockStatus("ntp", 0),
    sound=SoundStatus(),
)


@cache
def app() -> Flask:
    return create_app(Settings("/nowhere/control.sock"), lambda: False)


class PageWords:
    """`home` lists the films, `page` is the film's own, `discard` what it means to delete it."""

    def __init__(self, films: FilmService, film: str) -> None:
        view = View(READY, films.films(), films.leftovers())
        with app().test_request_context(base_url="http://127.0.0.1:8765"):
            # With its texts in place, as a page has them once it is loaded.
            self.home = read(render_template("parts/films.html", view=view))
            self.page = read(render("film", view, film))
            self.discard = read(render_template("discard.html", view=view, film=view.film(film), name=film, step=1))
