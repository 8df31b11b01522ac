"""Packs by page: those of colleagues (open, play, note, erase), those of a case (make), and whom to believe."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from attune.exits import Failure
from desk.cases.pack_events import Purpose
from desk.output import new_file, put_file
from desk.packs import colleagues, erasing, keys, notes
from desk.packs.make import packed
from desk.packs.open import open_pack
from desk.pages import catalogue
from desk.pages.context import desk, done
from desk.refused import page_with
from desk.typed import NO_FOLDER, typed_folder, typed_path
from sealed.errors import AttuneError

packs = Blueprint("packs", __name__)

PURPOSES: dict[str, Purpose] = {"supervision": "supervision", "intervision": "intervision"}
Answer = BaseResponse | tuple[str, int]


@packs.get("/packs")
def page() -> str:
    """Packs of colleagues, keys for more, the list of colleagues."""
    return _page()


@packs.post("/packs/colleague")
def colleague() -> Answer:
    """One more desk that packs may go to and come from."""
    return _done("line", lambda typed: colleagues.add(desk(), typed), "saved")


@packs.post("/packs/key")
def key() -> Answer:
    """A key for one pack, as a file for the colleague who makes it."""

    def write(typed: str) -> None:
        folder = _folder(typed)
        code, data = keys.new_key(desk())
        put_file(folder, f"attune-key-{code}.json", data)

    return _done("key_folder", write, "file")


@packs.post("/packs/open")
def open_() -> Answer:
    """Open a pack that lies on this computer."""
    return _done("pack_file", lambda typed: open_pack(desk(), _file(typed)), "pack-opened")


@packs.post("/packs/take")
def take() -> Answer:
    """Enter what a colleague sent back: notes, or the receipt of an erasure."""

    def enter(typed: str) -> None:
        path = _file(typed)
        if path.suffix == ".json":
            erasing.take_receipt(desk(), path)
        else:
            notes.take_notes(desk(), path)

    return _done("back_file", enter, "saved")


@packs.post("/packs/<alias:code>/reply")
def reply(code: str) -> Answer:
    """Write the notes for the sender alone."""
    return _done(
        f"reply-{code}",
        lambda typed: put_file(_folder(typed), f"attune-notes-{code}.age", notes.reply(desk(), code)),
        "file",
    )


@packs.post("/packs/<alias:code>/erase")
def erase(code: str) -> Answer:
    """Destroy the pack's key, and write the receipt for the sender."""

    def destroy(typed: str) -> None:
        target = _folder(typed) / f"attune-erased-{code}.json"
        with new_file(target) as file:  # first: without a receipt the pack is kept
            file.write(erasing.receipt(desk(), erasing.erase(desk(), code)))

    return _done(f"erase-{code}", destroy, "pack-erased")


@packs.get("/case/<alias:code>/packs")
def of_case(code: str) -> str:
    """The packs that left the desk with something of this case, and how to make one."""
    return _of_case(code)


@packs.post("/case/<alias:code>/packs")
def make(code: str) -> Answer:
    """Make a pack and write it into a folder."""
    form = request.form
    purpose = PURPOSES.get(form.get("purpose", ""), "supervision")
    films, clips = form.getlist("film"), form.getlist("clip")
    try:
        last = date.fromisoformat(form["until"]) if form.get("until") else None
        path, folder = _file(form.get("key_file", "")), _folder(form.get("folder", ""))
        with packed(desk(), code, path, purpose, films=films, clips=clips, until=last) as made:
            target = folder / f"attune-{made.id}.pack"
            with new_file(target) as file:
                made.write(file)
                made.enter()
    except (AttuneError, ValueError, Failure) as error:
        return _of_case(code, wrong={"folder": _says(error)}, typed=form, films=films, clips=clips), 422
    return done(".of_case", "file", code=code)


def _page(wrong: dict[str, str] | None = None, **more: object) -> str:
    opened, wrong = desk(), wrong or {}
    listed: tuple[str, ...] = ()
    try:
        listed = tuple(" ".join(each.names()) for each in colleagues.colleagues(opened).entries)
    except AttuneError as error:
        wrong = {"list": str(error)} | wrong
    facts = {"borrowed": opened.borrowed(), "colleagues": listed}
    return page_with("desk/packs.html", wrong, own=colleagues.own_line(opened), **facts, **more)


def _of_case(code: str, wrong: dict[str, str] | None = None, **more: object) -> str:
    return page_with("desk/case_packs.html", wrong or {}, case=desk().case(code), purposes=tuple(PURPOSES), **more)


def _done(field: str, act: Callable[[str], object], said: str) -> Answer:
    typed = request.form.get(field, "").strip()
    try:
        act(typed)
    except (AttuneError, ValueError, Failure) as error:
        return _page(wrong={field: _says(error)}, typed={field: typed}), 422
    return done(".page", said)


def _says(error: Exception) -> str:
    return error.message if isinstance(error, Failure) else str(error)


def _folder(typed: str) -> Path:
    folder = typed_folder(typed)
    if folder is None:
        raise ValueError(str(NO_FOLDER))
    return folder


def _file(typed: str) -> Path:
    path = typed_path(typed)
    if not typed.strip() or not path.is_file():
        raise ValueError(str(catalogue.NO_FILE))
    return path
