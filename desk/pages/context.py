"""What an app was made with, and how a route reaches the opened desk."""

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, redirect, url_for
from werkzeug.wrappers import Response

from desk.pages import catalogue
from desk.pages.access import AccessControl
from desk.pages.aliases import Aliases
from desk.pages.importing import Importing
from desk.pages.session import HeldDesk
from desk.unlocked import Desk

KEY = "attune-desk"


@dataclass(frozen=True)
class Context:
    """What an app was made with."""

    session: HeldDesk
    access: AccessControl
    aliases: Aliases
    importing: Importing
    again: str
    """The secret of a second start, which asks for another one-time address."""


def context() -> Context:
    """That of the app that answers this request."""
    found: Context = current_app.extensions[KEY]
    return found


def desk() -> Desk:
    """The opened desk. Answers 403 if it was locked meanwhile."""
    found = context().session.desk
    if found is None:
        abort(403, str(catalogue.LOCKED))
    return found


def done(endpoint: str, said: str, **values: Any) -> Response:
    """It worked: go on to a page, which says so. `said` is a key of catalogue.SAID."""
    return redirect(url_for(endpoint, said=said, **values), 303)
