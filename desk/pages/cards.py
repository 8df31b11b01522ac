"""The case card: given to boxes through the store or on a stick, and revoked."""

import re

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk import case_cards
from desk.imports.boxes import HeardBox, heard_boxes
from desk.imports.store_source import desk_store
from desk.pages import catalogue
from desk.pages.context import desk, done
from desk.typed import NO_FOLDER, typed_folder
from sealed.errors import AttuneError
from sealed.papers.case_paper import CasePaper
from sealed.papers.preparation import Preparation
from stores.store import AdminStore

cards = Blueprint("cards", __name__, url_prefix="/case/<alias:code>/card")

BOX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


@cards.get("")
def page(code: str) -> str:
    """Ask where the card goes."""
    return _page(code)


@cards.post("/store")
def to_store(code: str) -> BaseResponse | tuple[str, int]:
    """Put the card into the store, for the boxes that were ticked or typed."""
    return _send(code, revoke=False)


@cards.post("/revoke")
def revoke(code: str) -> BaseResponse | tuple[str, int]:
    """Put a revocation into the store: the boxes offer the case no longer."""
    return _send(code, revoke=True)


@cards.post("/stick")
def to_stick(code: str) -> BaseResponse | tuple[str, int]:
    """Write the card onto a stick, or into any folder."""
    typed = request.form.get("folder", "")
    folder = typed_folder(typed)
    if folder is None:
        return _page(code, wrong={"folder": str(NO_FOLDER)}, folder=typed), 422
    try:
        case_cards.write(desk(), case_cards.issue(desk(), code, _days()), folder)
    except AttuneError as error:
        return _page(code, wrong={"folder": str(error)}, folder=typed), 422
    return done(".page", "carded", code=code)


def _send(code: str, *, revoke: bool) -> BaseResponse | tuple[str, int]:
    typed = request.form.get("box", "").strip().lower()
    boxes = list(dict.fromkeys([*request.form.getlist("boxes"), *([typed] if typed else [])]))
    if not boxes or not all(map(BOX.fullmatch, boxes)):
        return _page(code, wrong={"box": str(catalogue.NO_BOX)}, box=typed), 422
    without: list[str] = []
    try:
        store = desk_store(desk())
        paper: CasePaper = case_cards.revocation(code) if revoke else case_cards.issue(desk(), code, _days())
        case_cards.send(desk(), paper, store, boxes)
        if revoke:
            case_cards.erase_preparations(code, store, boxes)
        else:
            without = _send_along(code, store, boxes)
    except AttuneError as error:
        return _page(code, wrong={"box": str(error)}, box=typed), 422
    return done(".page", "withdrawn" if revoke else "carded-alone" if without else "carded", code=code)


def _send_along(code: str, store: AdminStore, boxes: list[str]) -> list[str]:
    """Send the preparation; the boxes that could not get one, if they were to."""
    along = "along" in request.form
    heard = {box.name: box for box in heard_boxes(desk())}
    chosen = [heard.get(name, HeardBox(name, None)) for name in boxes]
    without = case_cards.send_preparation(desk(), code, case_cards.preparation(desk(), code, along), store, chosen)
    return without if along and case_cards.preparation(desk(), code) != Preparation() else []


def _days() -> int:
    days = request.form.get("days", case_cards.DAYS, type=int)
    if not 1 <= days <= 3660:
        abort(422, str(catalogue.DAYS_WRONG))
    return days


def _page(code: str, **more: object) -> str:
    opened = desk()
    boxes: list[str] = []
    away = ""
    if opened.folder.settings.store:
        try:
            boxes = case_cards.boxes_of(desk_store(opened))
        except AttuneError as error:
            away = str(error)
    return render_template(
        "desk/card.html",
        code=opened.case(code).code,
        days=case_cards.DAYS,
        store=opened.folder.settings.store,
        boxes=boxes,
        away=away,
        goes=case_cards.preparation(opened, code),
        **more,
    )
