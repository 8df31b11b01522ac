"""The hand-over's pages: choose and write, leave somebody out, watch through. Nothing of it may be cached."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from desk.cases.case import Case
from desk.cases.event import ConsentKind
from desk.cases.handover_events import Obscured, ObscuringRemoved, Silenced, SilenceRemoved
from desk.handover.broken_off import broken_off, clear, give_up, go_on, where
from desk.handover.check_stick import check_stick
from desk.handover.covers_file import stretch
from desk.handover.errors import BadCover, HandoverError, StickUnsure
from desk.handover.give import give
from desk.handover.giving import Giving
from desk.handover.rules import FAMILY, CopyRequest, check, consented, find, items
from desk.handover.sticks import sticks
from desk.handover.watching import Watching
from desk.handover.words import steps, voices, words
from desk.opened import open_film
from desk.paper.language import TRANSLATIONS, Language
from desk.typed import NO_FOLDER, typed_folder
from desk.unlocked import Desk
from desk.writing import today
from sealed.errors import AttuneError

HERE = Path(__file__).parent
STATIC = HERE / "static"
PLAYER = ("player-view.js", "player-keys.js", "player-log.js", "player-words.js")

COPIED: tuple[ConsentKind, ...] = ("copies", "stills")

LeftOut = Obscured | ObscuringRemoved | Silenced | SilenceRemoved
_decoder = msgspec.json.Decoder(LeftOut)


def handover(desk: Callable[[], Desk]) -> Blueprint:
    """The blueprint. `desk` gives the opened desk, or ends the request; the app has converters `alias` and `film`."""
    pages = Blueprint("handover", __name__, url_prefix="/case/<alias:code>/copy", template_folder="templates")
    giving, watching = Giving(), Watching()

    _add_writing(pages, desk, giving)

    @pages.get("/obscure/<film:film>")
    def obscure(code: str, film: str) -> str:
        case = desk().case(code)
        entry = next((entry for entry in case.films if entry.film == film), None) or abort(404)
        facts = {"case": case, "film": entry, "modules": PLAYER, "script_words": words()}
        return render_template("handover/obscure.html", **facts)

    @pages.get("/obscure/<film:film>/state")
    def state(code: str, film: str) -> Response:
        return _state(desk().case(code), film)

    @pages.post("/obscure/<film:film>/events")
    def add(code: str, film: str) -> Response:
        try:
            event = _decoder.decode(request.get_data())
            if isinstance(event, Obscured | Silenced):
                event = _whole_frames(desk(), code, film, event)
        except (msgspec.MsgspecError, ValueError, BadCover) as error:
            abort(400, str(error))
        _same_film(desk().case(code), film, event)
        return _state(desk().append(code, event), film)

    @pages.get("/watch/<alias:item>")
    def watch(code: str, item: str) -> str:
        found = find(desk().case(code), item)
        return render_template("handover/watch.html", code=code, item=found, script_words=words())

    @pages.get("/watch/<alias:item>/copy")
    def copy(code: str, item: str) -> Response:
        data, digest = watching.show(desk(), code, item)
        return Response(data, mimetype="application/octet-stream", headers={"X-Attune-Digest": digest})

    @pages.post("/watch/<alias:item>/watched")
    def watched(code: str, item: str) -> Response:
        told = request.get_json(silent=True)
        digest = told.get("digest") if isinstance(told, dict) else None
        watching.confirm(desk(), code, item, str(digest))
        return jsonify(page=url_for(".page", code=code))

    @pages.after_request
    def never_kept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _add_writing(pages: Blueprint, desk: Callable[[], Desk], giving: Giving) -> None:
    """The page of the copy: write it, and see to one that was broken off."""

    @pages.get("")
    def page(code: str) -> str:
        return _page(desk(), code, giving)

    @pages.post("")
    def write(code: str) -> ResponseReturnValue:
        asked, stick = _asked(desk().case(code))
        try:
            check(desk().case(code), asked, today())
        except HandoverError as error:
            return _page(desk(), code, giving, str(error)), 422
        language = Language(str(get_locale() or "en"), TRANSLATIONS)
        if stick is None:
            return _page(desk(), code, giving, no_folder=str(NO_FOLDER)), 422
        try:
            check_stick(stick, desk().folder.root, asked.confirmed)
        except StickUnsure as error:
            return _page(desk(), code, giving, str(error), unsure=True), 422
        except HandoverError as error:
            return _page(desk(), code, giving, str(error)), 422
        opened, day = desk(), today()
        if not giving.start(code, lambda show: give(opened, code, asked, stick, day, language, show)):
            abort(409)
        return redirect(url_for(".page", code=code), 303)

    @pages.post("/broken-off")
    def see_to(code: str) -> ResponseReturnValue:
        opened, day, language = desk(), today(), Language(str(get_locale() or "en"), TRANSLATIONS)
        begun, do = request.form.get("id", ""), request.form.get("do")
        stick = typed_folder(request.form.get("folder", ""))
        try:
            if do == "lost":
                give_up(opened, code, begun)
            elif stick is None:
                return _page(opened, code, giving, str(NO_FOLDER)), 422
            elif do == "clear":
                clear(opened, code, begun, stick)
            elif not giving.start(code, lambda show: go_on(opened, code, begun, stick, day, language, show)):
                abort(409)
        except AttuneError as error:
            return _page(opened, code, giving, str(error)), 422
        return redirect(url_for(".page", code=code), 303)

    @pages.get("/progress")
    def progress(code: str) -> Response:
        now = giving.progress
        if now is None or giving.code != code:
            return jsonify(running=False)
        return jsonify(running=True, done=now.done, total=now.total, words=steps()[now.step])


def _page(desk: Desk, code: str, giving: Giving, wrong: str = "", no_folder: str = "", unsure: bool = False) -> str:
    """`unsure`: a person has to say that it is a stick."""
    case = desk.case(code)
    clips, stills = items(case)
    mine = giving.code == code
    given, failed = (giving.given, giving.error) if mine else ("", "")
    if mine and giving.progress is None:
        giving.forget()
    return render_template(
        "handover/choose.html",
        case=case,
        clips=clips,
        stills=stills,
        good={kind for kind in COPIED if consented(case, kind, today())},
        voices=voices(),
        family=FAMILY,
        sticks=sticks(),
        broken=[(begun, where(begun)) for begun in broken_off(desk, code)],
        progress=giving.progress if mine else None,
        steps=steps(),
        given=given,
        wrong=wrong or failed,
        no_folder=no_folder,
        unsure=unsure,
        form=request.form,
    )


def _asked(case: Case) -> tuple[CopyRequest, Path | None]:
    form = request.form
    clips, stills = items(case)
    chosen = set(form.getlist("item"))
    consent = [voice for voice in FAMILY if voice in form.getlist("consented")]
    asked_by = next((voice for voice in FAMILY if voice == form.get("asked_by")), FAMILY[0])
    place = form.get("stick") or form.get("folder", "")
    asked = CopyRequest(
        asked_by=asked_by,
        consented=tuple(consent),
        clips=tuple(item.id for item in clips if item.id in chosen),
        stills=tuple(item.id for item in stills if item.id in chosen),
        titles={item.id: form.get(f"title-{item.id}", "").strip()[:100] for item in clips},
        practitioner=form.get("practitioner", "").strip()[:100],
        confirmed=form.get("confirmed") == place,  # of another folder nobody said so
    )
    return asked, typed_folder(place)


def _whole_frames(desk: Desk, code: str, film: str, event: Obscured | Silenced) -> Obscured | Silenced:
    start, end = stretch(open_film(desk, code, film), event.start_ns, event.end_ns)
    return msgspec.structs.replace(event, start_ns=start, end_ns=end)


def _same_film(case: Case, film: str, event: LeftOut) -> None:
    known = {each.id: each.film for each in case.obscurings} | {each.id: each.film for each in case.silences}
    if known.get(event.id, film) != film or getattr(event, "film", film) != film:
        abort(409)


def _state(case: Case, film: str) -> Response:
    """The covers and silences of a film, and its clips to find them by."""
    state = {
        "covers": [each for each in case.obscurings if each.film == film],
        "silences": [each for each in case.silences if each.film == film],
        "clips": [clip for clip in case.shown_clips if clip.film == film],
    }
    return Response(msgspec.json.encode(state), mimetype="application/json")
