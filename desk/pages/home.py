"""All cases, what is due first first; what waits in the store, which boxes were heard of; and a new case."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk.completion.plans import judged_erasures
from desk.cycle.agenda import agenda
from desk.errors import DeskError
from desk.handover.broken_off import broken_off
from desk.imports.boxes import heard_boxes
from desk.pages.calendars import write_calendar
from desk.pages.catalogue import CODE_WRONG
from desk.pages.context import desk, done
from desk.writing import today
from sealed.errors import AttuneError
from sealed.papers.case_paper import CASE

home = Blueprint("home", __name__)


@home.get("/")
def page() -> str:
    """The cases."""
    return _page()


def _page(**more: object) -> str:
    opened, day = desk(), today()
    settings = opened.folder.settings
    erasures, damaged = judged_erasures(opened)
    cases = opened.cases()
    entries = agenda(cases, day, settings.keep_days, settings.warn_days)
    return render_template(
        "desk/home.html",
        agenda=entries,
        erasures=erasures,
        damaged=damaged,
        broken_off=[case.code for case in cases if case.unfinished_handovers and broken_off(opened, case.code)],
        certificates=any(opened.folder.certificates.glob("*.json")),
        broken=opened.broken(),
        today=day,
        store=settings.store,
        **more,
    )


@home.get("/boxes")
def boxes() -> str:
    """The boxes that were heard of, a part of a page: a store may be far away."""
    opened = desk()
    if not opened.folder.settings.store:
        return ""
    try:
        found, wrong = heard_boxes(opened), ""
    except AttuneError as error:
        found, wrong = [], str(error)
    return render_template("desk/boxes.html", boxes=found, wrong=wrong, today=today())


@home.post("/calendar")
def calendar() -> BaseResponse | tuple[str, int]:
    """Write the days of all cases for a calendar program, into a folder."""
    typed = request.form.get("folder", "")
    try:
        write_calendar(desk().cases(), typed)
    except (AttuneError, ValueError) as error:
        return _page(wrong={"folder": str(error)}, folder=typed), 422
    return done(".page", "calendar")


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
