"""A film's own pages: sync it, wipe it when it has a receipt, discard it when the family wants it gone."""

from typing import Annotated, Literal

import msgspec
from flask import Blueprint, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from control.messages import PlacedMark
from control.requests import ConsentPlan, NoteRequest, Principle, PrincipleRequest, UndoRequest
from web.context import current_view, recorder
from web.live.view import View
from web.pages.forms import asked, done, moved, refused, wants_json
from web.text import catalogue, text

LONGEST_NOTE = 500  # characters

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
    return render_template("film.html", view=view, film=view.film(name), name=name, marks=_marks(view, name))


@shelf.post("/consent")
def consent(name: str) -> BaseResponse:
    """The family consents to this film, which has begun already."""
    recorder().give_consent(name, ConsentPlan(filming=True))
    # While filming the visit page asks, and stays; without scripts it is the page to go back to.
    stays = wants_json() or current_view().running == name
    return done("consented", None if stays else url_for(".page", name=name))


@shelf.get("/marks/<mark:mark>")
def mark(name: str, mark: str) -> str:
    """One mark: its principle, and a note."""
    view = _found(name)
    placed = next((each for each in _marks(view, name) if each.id == mark), None)
    if placed is None:
        abort(404, catalogue.UNKNOWN_PAGE)
    return render_template("mark.html", view=view, film=view.film(name), name=name, mark=placed, longest=LONGEST_NOTE)


class MarkWords(msgspec.Struct, frozen=True):
    """A mark's principle (`none`, or `keep` for the one it has), and a note; a note that is sealed stays if empty."""

    principle: Principle | Literal["none", "keep"] = "keep"
    note: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


@shelf.post("/marks/<mark:mark>")
def change_mark(name: str, mark: str) -> BaseResponse:
    """Keep what was chosen and written."""
    said = asked(MarkWords)
    note = " ".join((said.note or "").split()) or None
    if note and len(note) > LONGEST_NOTE:
        abort(422, text.too_long_note(len(note), LONGEST_NOTE))
    placed = next((each for each in recorder().film_marks(name).marks if each.id == mark), None)
    if placed is None:
        abort(404, catalogue.UNKNOWN_PAGE)
    principle = None if said.principle == "none" else said.principle
    if principle != "keep" and (principle != placed.principle or placed.sealed_principle):
        recorder().amend(name, PrincipleRequest(mark, principle))
    if note != placed.note and not (note is None and placed.sealed_note):
        recorder().amend(name, NoteRequest(mark, note))
    return done("noted", url_for(".page", name=name))


@shelf.post("/marks/<mark:mark>/undo")
def undo_mark(name: str, mark: str) -> BaseResponse:
    """Take a mark back."""
    recorder().amend(name, UndoRequest(mark))
    return done("undone", url_for(".page", name=name))


def _marks(view: View, name: str) -> tuple[PlacedMark, ...]:
    film = view.film(name)
    return recorder().film_marks(name).marks if view.status and film and film.state != "damaged" else ()


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
