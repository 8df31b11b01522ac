"""A case's papers, written as PDFs into a folder: by this program, never as a download."""

from flask import Blueprint, abort, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as BaseResponse

from desk.output import put_file
from desk.pages import catalogue
from desk.pages.context import desk, done
from desk.paper.letterhead import Letterhead
from desk.paper.of_case import KINDS
from desk.paper.render import render
from desk.typed import NO_FOLDER, typed_folder
from desk.writing import today
from sealed.errors import AttuneError

papers = Blueprint("papers", __name__, url_prefix="/case/<alias:code>/papers")


@papers.get("")
def page(code: str) -> str:
    """Which paper, and where to."""
    return _page(code)


@papers.post("")
def write(code: str) -> BaseResponse | tuple[str, int]:
    """Write one paper; one that is there is left as it is."""
    kind, folder = request.form.get("kind", ""), typed_folder(request.form.get("folder", ""))
    if kind not in KINDS:
        abort(422, str(catalogue.OLD_PAGE))
    try:
        if folder is None:
            raise ValueError(str(NO_FOLDER))
        letterhead = Letterhead.read(desk().folder.root)
        paper = KINDS[kind](desk().case(code), letterhead, today(), request.form.get("practitioner", "").strip()[:200])
        pdf = render(paper, letterhead, str(get_locale()))
        put_file(folder, f"attune-{kind}.pdf", pdf)
    except (AttuneError, ValueError) as error:
        return _page(code, wrong={"folder": str(error)}, typed=request.form, kind=kind), 422
    return done(".page", "written", code=code)


def _page(code: str, **more: object) -> str:
    return render_template("desk/papers.html", code=desk().case(code).code, **more)
