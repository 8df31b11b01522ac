"""Before the film: the case, the family's question, who consented to what, what is filmed; and the framing view."""

from typing import Annotated

import msgspec
from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from control.errors import ErrorAnswer
from control.requests import ConsentPlan, VisitPlan
from web.context import current_view, recorder
from web.pages.forms import asked, done, moved, wants_json
from web.text import catalogue, text

plan = Blueprint("plan", __name__, url_prefix="/before")

LONGEST = 500  # characters of a helping question


class CaseChosen(msgspec.Struct, frozen=True):
    """Which case, none if the film has no card; and the number of the film in its cycle."""

    case: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    film: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None


class Asked(msgspec.Struct, frozen=True):
    """The family's helping question."""

    question: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class Consented(msgspec.Struct, frozen=True):
    """What was ticked."""

    filming: str | bool | None = None
    supervision: str | bool | None = None
    training: str | bool | None = None


class KindChosen(msgspec.Struct, frozen=True):
    """What is filmed."""

    kind: Annotated[str, msgspec.Meta(pattern=r"^(interaction|shared review)$(?!\n)")] = "interaction"


@plan.get("/case")
def case() -> str:
    """Choose the case, and which film of its cycle this is."""
    return _page("case", cases=recorder().cases())


@plan.post("/case")
def choose_case() -> BaseResponse:
    """Keep the case and the film's number."""
    chosen = asked(CaseChosen)
    known = recorder().cases()
    if chosen.case is not None and chosen.case not in known.cases:
        abort(422, str(catalogue.OLD_PAGE))
    return _keep(msgspec.structs.replace(recorder().visit(), case=chosen.case, film=chosen.film), "question")


@plan.get("/question")
def question() -> str:
    """Write the helping question in the family's words; what was agreed last time is shown beside it."""
    return _question()


@plan.post("/question")
def ask_question() -> BaseResponse | tuple[str, int]:
    """Keep the question."""
    said = " ".join((asked(Asked).question or "").split())
    if len(said) > LONGEST:
        if wants_json():
            abort(422, text.too_long(len(said), LONGEST))
        return _question(wrong=text.too_long(len(said), LONGEST), typed=said), 422
    return _keep(msgspec.structs.replace(recorder().visit(), question=said or None), "consent")


@plan.get("/consent")
def consent() -> str:
    """Say who consented to what: each by itself, none ticked before."""
    return _page("consent")


@plan.post("/consent")
def give_consent() -> BaseResponse:
    """Keep what was ticked."""
    ticked = asked(Consented)
    given = ConsentPlan(bool(ticked.filming), bool(ticked.supervision), bool(ticked.training))
    return _keep(msgspec.structs.replace(recorder().visit(), consent=given), "kind")


@plan.get("/kind")
def kind() -> str:
    """Choose what is filmed."""
    return _page("kind")


@plan.post("/kind")
def choose_kind() -> BaseResponse:
    """Keep what is filmed."""
    return _keep(msgspec.structs.replace(recorder().visit(), kind=asked(KindChosen).kind), "camera")


@plan.get("/camera")
def camera() -> str:
    """Aim the camera: what it sees, how loud it is, and the checks."""
    return _page("camera")


@plan.get("/framing")
def framing() -> Response:
    """What the camera sees now. Only before a film, and never kept by anybody."""
    if recorder().status().state in {"filming", "sealing"}:
        abort(409, str(catalogue.NO_FRAMING))
    return Response(recorder().framing(), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _question(**more: object) -> str:
    case = recorder().visit().case
    sent = recorder().cases().preparation(case) if case else None
    return _page("question", longest=LONGEST, sent=sent, **more)


def _page(step: str, **more: object) -> str:
    view = current_view()
    return render_template(f"before/{step}.html", view=view, plan=view.plan, changing="change" in request.args, **more)


def _keep(chosen: VisitPlan, following: str) -> BaseResponse:
    try:
        recorder().plan(chosen)
    except ErrorAnswer as refusal:
        if refusal.code == "wrong-state":
            abort(409, str(catalogue.FILMING_HAS_STARTED))
        raise
    if "change" in request.args:
        return done("planned", url_for("visit.page"))
    return moved(url_for(f".{following}"))
