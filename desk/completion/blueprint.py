"""The pages of the end of a case: what is known, what will happen, the code typed, and how far it is."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.cases.ending_events import HoldLifted, HoldPlaced, SummaryWritten
from desk.completion import plans, sentences
from desk.completion.inventory import plan_case
from desk.completion.papers import certificates, give_certificate, not_ours, summary_pdf
from desk.completion.plan import Erasure
from desk.completion.running import ErasureRuns
from desk.completion.settle import go_on_without, renew_backup
from desk.completion.steps import begin_case, begin_film
from desk.errors import OnHold
from desk.output import put_file
from desk.refused import page_with
from desk.typed import NO_FOLDER, typed_folder
from desk.unlocked import Desk
from desk.writing import today
from sealed.errors import AttuneError
from sealed.papers.erasure_certificate import ErasureCertificate, Place

LONGEST = {"text": 8000, "who": 200, "why": 8000}


def completion(desk: Callable[[], Desk], work_factor: Callable[[], int]) -> Blueprint:
    """The blueprint. `desk` gives the opened desk, or ends the request; the app has a converter `alias`."""
    pages = Blueprint("completion", __name__, template_folder="templates")
    runs = ErasureRuns()

    @pages.get("/case/<alias:code>/end")
    def page(code: str) -> ResponseReturnValue:
        if under_way := plans.erasure_of(desk(), code):
            return redirect(url_for(".erasure", id=under_way.id), 303)
        return _end(desk(), code)

    @pages.post("/case/<alias:code>/end/summary")
    def summary(code: str) -> ResponseReturnValue:
        desk().append(code, SummaryWritten(text=_typed("text")))
        return redirect(url_for(".page", code=code, said="saved"), 303)

    @pages.post("/case/<alias:code>/end/paper")
    def paper(code: str) -> ResponseReturnValue:
        try:
            put_file(_folder(), f"summary-{code}.pdf", summary_pdf(desk(), desk().case(code), today()))
        except (AttuneError, ValueError) as error:
            return _end(desk(), code, wrong={"folder": str(error)}), 422
        return redirect(url_for(".page", code=code, said="written"), 303)

    @pages.post("/case/<alias:code>/end/hold")
    def hold(code: str) -> ResponseReturnValue:
        who, lifted = _typed("who"), request.form.get("lift")
        if not who:
            return _end(desk(), code, wrong={"who": str(sentences.NOBODY)}), 422
        if lifted and all(each.id != lifted for each in desk().case(code).held()):
            return _end(desk(), code, wrong={"lift": str(sentences.HOLD_GONE)}), 422
        if not lifted and not _typed("why"):
            return _end(desk(), code, wrong={"why": str(sentences.NO_REASON)}), 422
        if lifted:
            desk().append(code, HoldLifted(id=lifted, who=who, day=today()))
        else:
            placed = HoldPlaced(id=secrets.token_hex(8), who=who, why=_typed("why"), day=today())
            desk().append(code, placed)
        return redirect(url_for(".page", code=code, said="saved"), 303)

    @pages.post("/case/<alias:code>/end")
    def begin(code: str) -> ResponseReturnValue:
        why: Literal["completed", "withdrawn"] = "withdrawn" if request.form.get("why") == "withdrawn" else "completed"
        try:
            plan = begin_case(desk(), code, request.form.get("code", ""), why)
        except AttuneError as error:
            return _end(desk(), code, wrong={"code": str(error)}), 422
        runs.start(desk(), plan)
        return redirect(url_for(".erasure", id=plan.id), 303)

    @pages.post("/case/<alias:code>/end/film")
    def one_film(code: str) -> ResponseReturnValue:
        film = request.form.get("film", "")
        try:
            plan = begin_film(desk(), code, film, request.form.get("film-code", ""))
        except AttuneError as error:
            return _end(desk(), code, wrong={"film-code": str(error)}), 422
        runs.start(desk(), plan)
        return redirect(url_for(".erasure", id=plan.id), 303)

    _add_erasures(pages, desk, runs, work_factor)
    return pages


def _add_erasures(
    pages: Blueprint, desk: Callable[[], Desk], runs: ErasureRuns, work_factor: Callable[[], int]
) -> None:
    """The pages of what is being erased, and of certificates."""

    @pages.get("/end")
    def all_erasures() -> str:
        found = {"open": plans.open_erasures(desk()), "done": certificates(desk()), "others": not_ours(desk())}
        return render_template("completion/all.html", **found)

    @pages.get("/end/<alias:id>")
    def erasure(id: str) -> str:  # noqa: A002  # the field's name
        return _erasure(desk(), runs, id)

    @pages.get("/end/<alias:id>/progress")
    def progress(id: str) -> Response:  # noqa: A002
        run = runs.of(id)
        if run is None or not run.running:
            return jsonify(running=False)
        return jsonify(running=True, done=run.done, total=run.total, words=sentences.state(run.plan))

    @pages.post("/end/<alias:id>")
    def carry_on(id: str) -> ResponseReturnValue:  # noqa: A002
        runs.start(desk(), plans.erasure(desk(), id))
        return redirect(url_for(".erasure", id=id), 303)

    @pages.post("/end/<alias:id>/backup")
    def backup(id: str) -> ResponseReturnValue:  # noqa: A002
        name, passphrase = request.form.get("name", ""), request.form.get("passphrase", "")
        try:
            plan = renew_backup(desk(), plans.erasure(desk(), id), name, passphrase, work_factor())
        except AttuneError as error:
            return _erasure(desk(), runs, id, wrong={name: str(error)}), 422
        runs.start(desk(), plan)
        return redirect(url_for(".erasure", id=id), 303)

    @pages.post("/end/<alias:id>/without")
    def without(id: str) -> ResponseReturnValue:  # noqa: A002
        where, name = cast("Place", request.form.get("place", "")), request.form.get("name", "")
        runs.start(desk(), go_on_without(desk(), plans.erasure(desk(), id), where, name))
        return redirect(url_for(".erasure", id=id), 303)

    @pages.post("/end/<alias:id>/certificate")
    def certificate(id: str) -> ResponseReturnValue:  # noqa: A002
        try:
            give_certificate(desk(), id, _folder())
        except (AttuneError, ValueError) as error:
            return _erasure(desk(), runs, id, wrong={"folder": str(error)}), 422
        return redirect(url_for(".erasure", id=id, said="certified"), 303)


def _end(desk: Desk, code: str, wrong: dict[str, str] | None = None) -> str:
    case, held = desk.case(code), None
    try:
        plan: Erasure | None = plan_case(desk, code, "completed")
    except OnHold as error:
        plan, held = None, str(error)
    facts = {"case": case, "plan": plan, "held": held, "longest": LONGEST, "sentences": sentences}
    return page_with("completion/end.html", wrong or {}, **facts)


def _erasure(desk: Desk, runs: ErasureRuns, id: str, wrong: dict[str, str] | None = None) -> str:  # noqa: A002
    run = runs.of(id)
    plan = next((each for each in plans.open_erasures(desk) if each.id == id), run.plan if run else None)
    paper: ErasureCertificate | None = next((each for each in certificates(desk) if each.id == id), None)
    facts = {"id": id, "plan": plan, "run": run, "paper": paper, "sentences": sentences}
    return page_with("completion/erasure.html", wrong or {}, **facts)


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()[: LONGEST[name]]


def _folder() -> Path:
    folder = typed_folder(request.form.get("folder", ""))
    if folder is None:
        raise ValueError(str(NO_FOLDER))
    return folder
