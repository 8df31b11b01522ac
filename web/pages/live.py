"""The live page: the box's state as server-sent events, with the parts of a page that changed, ready to show."""

import time
from collections.abc import Callable, Iterator

import msgspec
from flask import Blueprint, Response, abort, current_app, request, stream_with_context

from control import sse
from web.access.phones import Phone
from web.context import context, with_phones
from web.errors import Crowded
from web.live.page_events import PAGES, PageEvents

live = Blueprint("live", __name__)

THROTTLE = 0.1  # seconds between two events at least
BEAT = 2.0  # seconds: after a few of them without an event the phone knows that it lost the box


@live.get("/events")
def events() -> Response:
    """`event: now` with a part's new HTML, texts and amounts: at once, at every change, and at every beat."""
    page, film = request.args.get("page", "plain"), request.args.get("film", "")
    if page not in PAGES:
        abort(404)
    guard = current_app.extensions["attune-guard"]

    def stream() -> Iterator[bytes]:
        try:
            with context().feed.watching():
                yield from _events(PageEvents(page, film), guard.phone)
        except Crowded:
            yield b"retry: 10000\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(stream_with_context(stream()), mimetype="text/event-stream", headers=headers)


def _events(page: PageEvents, phone: Callable[[], Phone | None]) -> Iterator[bytes]:
    feed = context().feed
    version = 0
    while feed.going():
        version, view = feed.news(version, BEAT)
        mine = phone()
        if mine is None and page.name != "box":
            return  # it has been unpaired meanwhile
        if view is not None:
            yield sse.encode("now", msgspec.json.encode(page.next(with_phones(view, mine))))
            time.sleep(THROTTLE)
