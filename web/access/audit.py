"""Who did what of weight, in the log: the phone's id, never a name, a case or a word that somebody typed."""

import logging

from flask import Flask, Response, g, request

ACTIONS = {
    "visit.sync": "sync of all films",
    "shelf.sync": "sync",
    "shelf.wipe": "wipe",
    "shelf.discard": "discard",
    "pair.unpair": "unpair",
    "pair.unpair_all": "unpair all phones",
}

log = logging.getLogger("attune.web")


def audit(app: Flask) -> None:
    """Log each of the actions of a paired phone, with what it acted on and the answer's status."""
    app.after_request(_log)


def _log(response: Response) -> Response:
    action = ACTIONS.get(request.endpoint or "")
    if action and request.method == "POST" and (phone := g.get("phone_id")):
        what = (request.view_args or {}).get("name", "")
        log.info("phone %s: %s", phone, " ".join(f"{action} {what}".split()) + f", answered {response.status_code}")
    return response
