"""A page with what is wrong said at its fields; what has no field, as another window removed it, is said above all."""

from collections.abc import Mapping

from flask import render_template, render_template_string


def page_with(template: str, wrong: Mapping[str, str], **facts: object) -> str:
    """The page. `wrong` is what went wrong, by its field."""
    page = render_template(template, wrong=wrong, **facts)
    lost = [words for words in wrong.values() if render_template_string("{{ words }}", words=words) not in page]
    return render_template(template, wrong=wrong, notices=lost, **facts) if lost else page
