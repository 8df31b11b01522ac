"""How a shared review ends: strengths and next points in the family's words, read back, and the record of it."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from design.language import _
from desk.cases.case import Case
from desk.cases.reviews import Review
from desk.output import put_file
from desk.review import saving
from desk.review.agreed_paper import agreed_paper
from desk.review.stage import Stages
from desk.typed import NO_FOLDER, typed_folder
from desk.unlocked import Desk
from desk.writing import today
from sealed.errors import AttuneError

STEPS = range(1, 11)
PAGE = "agreed"


def add_ending(pages: Blueprint, desk: Callable[[], Desk], stages: Stages) -> None:
    """Add the last pages of a review to its blueprint."""

    @pages.get("/<alias:review>/end")
    def ending(code: str, review: str) -> str:
        case = desk().case(code)
        return _page(case, saving.find(case, review))

    @pages.post("/<alias:review>/agree")
    def agree(code: str, review: str) -> ResponseReturnValue:
        case = desk().case(code)
        found = saving.find(case, review)
        said = {words.id: words.text for words in found.words}
        typed = {name: _typed(name, said) for name in ("strengths", "next")}
        try:
            points = saving.points(typed["strengths"]), saving.points(typed["next"])
            saving.agree(desk(), code, found, points, back=False)
        except ValueError:
            return _page(case, found, typed, _("Up to 12 points of each kind, each of up to 200 characters.")), 422
        except AttuneError as error:
            return _page(case, found, typed, str(error)), 409
        return redirect(url_for(".ending", code=code, review=review, _anchor="back"), 303)

    @pages.post("/<alias:review>/end")
    def end(code: str, review: str) -> ResponseReturnValue:
        case = desk().case(code)
        found = saving.find(case, review)
        rating = request.form.get("rating", type=int)
        try:
            if "read_back" in request.form and not found.read_back:
                saving.agree(desk(), code, found, (found.strengths, found.next), back=True)
            if rating is not None and rating in STEPS and "rate" in request.form:
                saving.rate(desk(), code, found, "end", rating, request.form.get("goal", "")[: saving.POINT], today())
            if found.ended is None:
                saving.end(desk(), code, found, today(), stages.seconds(found))
        except AttuneError as error:
            return _page(case, found, wrong=str(error)), 409
        return redirect(url_for(".record", code=code, review=review), 303)

    @pages.get("/<alias:review>/record")
    def record(code: str, review: str) -> str:
        case = desk().case(code)
        found = saving.find(case, review)
        return _record(case, found)

    @pages.post("/<alias:review>/paper")
    def paper(code: str, review: str) -> ResponseReturnValue:
        case = desk().case(code)
        found, folder = saving.find(case, review), request.form.get("folder", "")
        if wrong := _write(desk(), code, found, folder):
            return _record(case, found, {"folder": wrong}, folder), 422
        return redirect(url_for(".record", code=code, review=review, said="written"), 303)


def _write(desk: Desk, code: str, review: Review, folder: str) -> str:
    """Write the page to print into a folder; what is wrong, or nothing."""
    target = typed_folder(folder)
    if target is None:
        return str(NO_FOLDER)
    try:
        page = agreed_paper(desk, code, review, str(get_locale() or "en"))
        put_file(target, f"{PAGE} {review.ended or review.day}.pdf", page)
    except AttuneError as error:
        return str(error)
    return ""


def _typed(name: str, said: dict[str, str]) -> str:
    """The lines that were typed, and the words that were ticked below them."""
    ticked = [said[id_] for id_ in request.form.getlist(f"{name}-words") if id_ in said]
    return "\n".join(
        [request.form.get(name, "").strip(), *(" ".join(text.split())[: saving.POINT] for text in ticked)]
    ).strip()


def _page(case: Case, review: Review, typed: dict[str, str] | None = None, wrong: str = "") -> str:
    points = typed or {"strengths": "\n".join(review.strengths), "next": "\n".join(review.next)}
    goal = next((rating.goal for rating in reversed(case.ratings) if rating.goal), "")
    facts = {"points": points, "wrong": wrong, "goal": goal, "ratings": _ratings(case, review)}
    return render_template("review/end.html", case=case, review=review, **facts)


def _record(case: Case, review: Review, wrong: dict[str, str] | None = None, folder: str = "") -> str:
    facts = {"ratings": _ratings(case, review), "wrong": wrong or {}, "folder": folder}
    return render_template("review/record.html", case=case, review=review, **facts)


def _ratings(case: Case, review: Review) -> dict[str, int]:
    return {rating.moment: rating.rating for rating in case.ratings if rating.review == review.id and rating.moment}
