"""What an app was made with, and how a route reaches it: the control socket's client, the feed, phones and pairing."""

from dataclasses import dataclass, replace

from flask import current_app, g

from control.client import Client
from control.errors import ControlError, NotRunning
from control.sockets import DEADLINE
from web.access.pairing import Pairing
from web.access.pairing_feed import PairingFeed
from web.access.phones import Phone, Phones
from web.live.feed import Feed
from web.live.view import View
from web.settings import Settings

KEY = "attune"
GUARD = "attune-guard"


@dataclass(frozen=True)
class AppContext:
    """What an app was made with."""

    settings: Settings
    recorder: Client
    feed: Feed
    phones: Phones
    pairing: Pairing
    pairing_feed: PairingFeed


def context() -> AppContext:
    """That of the app that answers this request."""
    found: AppContext = current_app.extensions[KEY]
    return found


def recorder() -> Client:
    """The control socket's client; what it asks has the deadline of the page that asks."""
    deadline: float | None = g.get(DEADLINE)
    return context().recorder if deadline is None else context().recorder.until(deadline)


def current_view() -> View:
    """The box as it is now; `away` when the recorder does not answer."""
    empty = with_phones(View(), current_app.extensions[GUARD].phone())
    try:
        return empty.updated(recorder().news())
    except NotRunning:
        return empty


def with_phones(view: View, mine: Phone | None) -> View:
    """The view with what `mine`, the phone that asks, is shown of the paired phones."""
    phones = context().phones
    newcomers = tuple(phone.kind for phone in phones.newcomers(mine)) if mine else ()
    return replace(view, phones=len(phones.all()), newcomers=newcomers)


def view_or_away() -> View:
    """The same for a page that must not fail: `away` whatever goes wrong."""
    try:
        return current_view()
    except ControlError:
        return View()
