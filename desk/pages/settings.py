"""Settings: the store, the boxes that are believed, backups of the keyring, when the desk locks itself."""

from pathlib import Path

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk.imports.recorders import add_recorders
from desk.keyring.backups import back_up
from desk.keyring.device_secrets import system_secrets
from desk.pages import catalogue
from desk.pages.context import context, desk, done
from desk.typed import typed_path
from desk.writing import now, writing
from sealed.errors import AttuneError
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.registry import open_desk_store

settings = Blueprint("settings", __name__, url_prefix="/settings")

Page = BaseResponse | tuple[str, int]


@settings.get("")
def page() -> str:
    """All of them."""
    return _page()


def _page(**more: object) -> str:
    opened = desk()
    return render_template(
        "desk/settings.html",
        settings=opened.folder.settings,
        backups=opened.keys.now().named_backups(),
        known=len(Signers.parse(opened.folder.signers.read_bytes()).entries) if opened.folder.signers.exists() else 0,
        key=sshsig.key_line(sshsig.public_bytes(opened.signer)),
        bound=system_secrets().words,
        **more,
    )


@settings.post("/store")
def store() -> Page:
    """Where films wait."""
    address, credentials = _typed("store"), _typed("credentials")
    try:
        if address:
            open_desk_store(address, Path(credentials) if credentials else None)
    except AttuneError as error:
        return _page(wrong={"store": str(error)}, typed={"store": address, "credentials": credentials}), 422
    _change(store=address or None, credentials=credentials or None)
    return done(".page", "settings")


@settings.post("/boxes")
def boxes() -> Page:
    """Believe more boxes: lines of an allowed_signers file."""
    lines = request.form.get("boxes", "").replace("\r\n", "\n").strip()
    try:
        add_recorders(desk().folder, f"{lines}\n".encode())
    except AttuneError as error:
        return _page(wrong={"boxes": str(error)}, typed={"boxes": lines}), 422
    return done(".page", "settings")


@settings.post("/idle")
def idle() -> Page:
    """After how many minutes the desk locks itself."""
    minutes = request.form.get("idle", type=int)
    if minutes is None or not 1 <= minutes <= 240:
        return _page(wrong={"idle": str(catalogue.IDLE_WRONG)}), 422
    _change(idle=minutes * 60)
    desk().keys.idle = minutes * 60
    return done(".page", "settings")


@settings.post("/backup")
def backup() -> Page:
    """Write the keyring to a second file, under a passphrase of its own."""
    path, passphrase = _typed("path"), request.form.get("passphrase", "")
    wrong: dict[str, str] = {}
    if passphrase != request.form.get("again", ""):
        wrong = {"again": str(catalogue.NOT_EQUAL)}
    elif not path or not typed_path(path).is_absolute():
        wrong = {"path": str(catalogue.NO_PATH)}
    else:
        try:
            work_factor = context().session.work_factor
            back_up(desk().keys, typed_path(path), passphrase, now(), work_factor)
        except AttuneError as error:
            wrong = {"path": str(error)}
    if wrong:
        return _page(wrong=wrong, typed={"path": path}), 422
    return done(".page", "backed-up")


def _typed(name: str) -> str:
    return request.form.get(name, "").strip().strip('"')


def _change(**changes: object) -> None:
    with writing():
        desk().folder.change_settings(**changes)
