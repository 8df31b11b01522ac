"""All films on the box, some on each page: the visit's own page lists the newest."""

from typing import Annotated

import msgspec
from flask import Blueprint, abort, render_template, request

from web.context import current_view
from web.text import catalogue

lists = Blueprint("lists", __name__)

EACH = 50
From = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


@lists.get("/films")
def page() -> str:
    """A page of the list; `from` is how many newer films come before it."""
    try:
        first = msgspec.convert(request.args.get("from", "0"), From, strict=False)
    except msgspec.ValidationError:
        abort(404, str(catalogue.UNKNOWN_PAGE))
    view = current_view()
    return render_template("films.html", view=view, films=view.kept[first : first + EACH], first=first, each=EACH)
