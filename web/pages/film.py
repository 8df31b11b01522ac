"""A film's own pages: sync it, wipe it when it has a receipt, discard it when the family wants it gone."""

from flask import Blueprint, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.context import current_view, recorder
from web.live.view import View
from web.pages.forms import done, moved, refused, wants_json
from web.text import catalogue

shelf = Blueprint("shelf", __name__, url_prefix="/films/<film:name>")


def _found(name: str) -> View:
    view = current_view()
    if view.status and view.film(name) is None:
        abort(404, catalogue.UNKNOWN_PAGE)
    return view


@shelf.get("")
def page(name: str) -> str:
    """One film: its length, marks and size, its sync and receipt, and how it may go."""
    view = _found(name)
    return render_template("film.html", view=view, film=view.film(name), name=name)


@shelf.post("/sync")
def sync(name: str) -> BaseResponse:
    """Ask the courier for this film."""
    recorder().sync(name)
    return done("syncing", url_for(".page", name=name))


@shelf.post("/seen")
def read(name: str) -> BaseResponse:
    """Somebody has read how this film ended: no phone needs to be told any more."""
    current_app.extensions["attune-seen"].add(name)
    return moved(url_for("visit.page"))


@shelf.get("/wipe")
def ask_wipe(name: str) -> str:
    """Ask once more before a wipe."""
    view = _found(name)
    return render_template("wipe.html", view=view, film=view.film(name), name=name)


@shelf.post("/wipe")
def wipe(name: str) -> BaseResponse:
    """Wipe the film."""
    recorder().wipe(name)
    return done("wiped", url_for("visit.page"))


@shelf.get("/discard")
def ask_discard(name: str) -> str:
    """The first step: what it means that the film goes."""
    view = _found(name)
    return render_template("discard.html", view=view, film=view.film(name), name=name, step=1)


@shelf.get("/discard/sure")
def ask_discard_again(name: str) -> str:
    """The second step: somebody says that the family wants it."""
    view = _found(name)
    return render_template("discard.html", view=view, film=view.film(name), name=name, step=2)


@shelf.post("/discard/sure")
def discard(name: str) -> BaseResponse | tuple[str, int]:
    """Yes, delete it, if both steps were taken."""
    if request.form.get("sure") != "yes":
        wrong = catalogue.NOT_SURE
        if wants_json():
            return refused(str(wrong), 422)
        view = _found(name)
        return render_template("discard.html", view=view, film=view.film(name), name=name, step=2, wrong=wrong), 422
    recorder().discard(name)
    return done("discarded", url_for("visit.page"))
