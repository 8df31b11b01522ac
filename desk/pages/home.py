"""All cases at a glance, what waits in the store, and a new case."""

from datetime import date

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk.errors import DeskError
from desk.pages.catalogue import CODE_WRONG
from desk.pages.context import desk, done
from sealed.papers.case_paper import CASE

home = Blueprint("home", __name__)


@home.get("/")
def page() -> str:
    """The cases."""
    opened = desk()
    return render_template("desk/home.html", cases=opened.cases(), broken=opened.broken(), today=date.today())


@home.get("/case/new")
def new() -> str:
    """Ask for the code of a new case."""
    return render_template("desk/new.html", code="")


@home.post("/case/new")
def open_case() -> BaseResponse | tuple[str, int]:
    """Open a case: it gets a key of its own."""
    code = request.form.get("code", "").strip().upper()
    wrong = ""
    if not CASE.fullmatch(code):
        wrong = str(CODE_WRONG)
    else:
        try:
            desk().open_case(code)
            return done("case.page", "opened", code=code)
        except DeskError as error:
            wrong = str(error)
    return render_template("desk/new.html", code=code, wrong={"code": wrong}), 422
