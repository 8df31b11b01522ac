"""The page of a simulated box: its light, its button, what its camera sees, and troubles to try."""

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.context import current_view, recorder
from web.pages.forms import done
from web.text.faults import TROUBLES

simulated = Blueprint("simulated", __name__, url_prefix="/box")


@simulated.get("")
def page() -> str:
    """The box on the screen."""
    return render_template("box.html", view=current_view(), troubles=TROUBLES)


@simulated.get("/framing")
def framing() -> Response:
    """What the camera sees now. Never kept by anybody."""
    return Response(recorder().simulated_view(), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@simulated.post("/press")
def press() -> BaseResponse:
    """A short press of the button."""
    recorder().press()
    return done("pressed", url_for(".page"))


@simulated.post("/hold")
def hold() -> BaseResponse:
    """The button held for two seconds."""
    recorder().hold()
    return done("held", url_for(".page"))


@simulated.post("/trouble")
def trouble() -> BaseResponse:
    """Make a device fail, or mend it."""
    device, _, what = request.form.get("trouble", "").partition(" ")
    if not any((device, what) == (known.device, known.trouble) for known in TROUBLES):
        abort(400)
    recorder().simulate(device, what)
    return done("simulated", url_for(".page"))
