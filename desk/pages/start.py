"""How the desk begins: the one-time address, the first run, unlocking, locking."""

import hmac
import re

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from desk.entry_page import remove_entry
from desk.errors import DeskError, PassphraseWrong
from desk.keyring.strength import years
from desk.pages import catalogue
from desk.pages.context import context, desk, done
from desk.running import HEADER
from desk.typed import typed_path

start = Blueprint("start", __name__)

LONGEST = 1024
Page = str | tuple[str, int] | BaseResponse


@start.get("/enter/<ticket>")
def enter(ticket: str) -> BaseResponse:
    """The address that the program opens, once: it becomes a cookie, and leads nowhere afterwards.

    The page goes on by itself. A redirection would not do: after a link elsewhere, browsers send no strict cookie.
    """
    answer = Response(render_template("desk/enter.html"))
    if not context().access.admit(ticket, answer):
        abort(403, str(catalogue.STRANGER))
    remove_entry(context().session.folder)
    return answer


@start.post("/again")
def again() -> Response:
    """A second start of the program asks for another one-time address."""
    if not hmac.compare_digest(context().again.encode(), request.headers.get(HEADER, "").encode()):
        abort(403, str(catalogue.STRANGER))
    return jsonify(address=f"http://{request.host}{url_for('.enter', ticket=context().access.ticket())}")


@start.get("/first")
def first() -> Page:
    """The first run: there is no desk here yet."""
    if not context().session.is_new:
        return redirect(url_for("home.page"), 303)
    return render_template("desk/first.html")


@start.post("/first")
def create() -> Page:
    """Make the desk."""
    session = context().session
    if not session.is_new:
        return redirect(url_for("home.page"), 303)
    name, passphrase = _name(request.form.get("name", "")), request.form.get("passphrase", "")
    wrong = _name_wrong(name) | _passphrase_wrong(passphrase, request.form.get("again", ""))
    if wrong:
        return render_template("desk/first.html", wrong=wrong, name=name), 422
    session.create(name, passphrase)
    return done("home.page", "created")


@start.get("/restore")
def restore() -> Page:
    """A desk out of a backup, where there is none."""
    if not context().session.is_new:
        return redirect(url_for("home.page"), 303)
    return render_template("desk/restore.html")


@start.post("/restore")
def restore_from() -> Page:
    """Restore it."""
    session = context().session
    if not session.is_new:
        return redirect(url_for("home.page"), 303)
    path, passphrase = request.form.get("path", "").strip().strip('"'), request.form.get("passphrase", "")
    wrong = _passphrase_wrong(passphrase, request.form.get("again", ""))
    try:
        if not wrong:
            session.restore(typed_path(path), request.form.get("old", ""), passphrase)
            return done("home.page", "restored")
    except PassphraseWrong as error:
        wrong = {"old": str(error)}
    except DeskError as error:
        wrong = {"path": str(error)}
    return render_template("desk/restore.html", wrong=wrong, path=path), 422


@start.get("/unlock")
def unlock() -> Page:
    """Ask for the passphrase."""
    session = context().session
    if session.is_new or session.desk is not None:
        return redirect(url_for("home.page"), 303)
    return render_template("desk/unlock.html")


@start.post("/unlock")
def open_desk() -> Page:
    """Open the desk with its passphrase."""
    session = context().session
    try:
        session.unlock(request.form.get("passphrase", ""))
    except DeskError as error:
        return render_template("desk/unlock.html", wrong={"passphrase": str(error)}), 422
    return redirect(url_for("home.page"), 303)


@start.post("/lock")
def lock() -> BaseResponse:
    """Lock now."""
    context().session.lock()
    answer = redirect(url_for("start.unlock"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@start.get("/state")
def state() -> Response:
    """Whether the desk is locked, for a page that is open. Not a sign that a person is there."""
    return jsonify(locked=context().session.desk is None)


@start.post("/awake")
def awake() -> Response:
    """A person is there: keys or pointer were used."""
    return jsonify(locked=not desk().name)


@start.post("/strength")
def strength() -> Response:
    """How good a passphrase is, in words, while it is typed."""
    passphrase = request.form.get("passphrase", "")
    needed = years(passphrase)
    words = next((words for limit, words in catalogue.STRENGTHS if needed < limit), catalogue.STRONG)
    return jsonify(words=str(words) if passphrase else "")


def _name(typed: str) -> str:
    """The desk's name as lists of signers can hold it: without spaces and what means something there."""
    return re.sub(r'[\s\x00-\x1f\x7f"*?,!]+', "-", typed.strip()).strip("-")


def _name_wrong(name: str) -> dict[str, str]:
    return {} if 0 < len(name) <= 60 else {"name": str(catalogue.NAME_NEEDED)}


def _passphrase_wrong(passphrase: str, again: str) -> dict[str, str]:
    if not passphrase:
        return {"passphrase": str(catalogue.PASSPHRASE_NEEDED)}
    if len(passphrase) > LONGEST:
        return {"passphrase": str(catalogue.PASSPHRASE_LONG)}
    return {} if passphrase == again else {"again": str(catalogue.NOT_EQUAL)}
