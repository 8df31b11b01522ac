"""How a route reaches the box: the one client and the one watch of this app, its phones and its pairing desk."""

from dataclasses import dataclass

from flask import current_app

from web.access.pairing import Pairing
from web.access.phones import Phones
from web.box import Box
from web.errors import BoxAway, WebError
from web.live.feed import Feed
from web.live.view import View
from web.settings import Settings

KEY = "attune"


@dataclass(frozen=True)
class AppContext:
    """What an app was made with."""

    settings: Settings
    box: Box
    watch: Feed
    phones: Phones
    pairing: Pairing


def eyes() -> AppContext:
    """Those of the app that answers this request."""
    found: AppContext = current_app.extensions[KEY]
    return found


def box() -> Box:
    """The control socket's client."""
    return eyes().box


def look() -> View:
    """The box as it is now; a view of `away` when the recorder does not answer."""
    paired = len(eyes().phones.all())
    try:
        status = box().status()
        checks = box().checks() if status.state in {"ready", "fault"} else ()
        return View(status, box().films(), box().plan(), checks, box().marks(), phones=paired)
    except BoxAway:
        return View(phones=paired)


def glance() -> View:
    """The box as it is now for a page that must not fail: `away` whatever goes wrong."""
    try:
        return look()
    except WebError:
        return View()
