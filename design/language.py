"""How the pages speak: English in the code, other languages from the translations of a program (docs/phone.md)."""

from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

Later = Any
"""A sentence that is translated when it is said: its language is the browser's, not the program's."""


def _(text: str) -> str:
    """The text in the browser's language, now."""
    return str(gettext(text))


def later(text: str) -> Later:
    """The text in the browser's language, when it is said."""
    return lazy_gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """One of two texts, or of as many as the language has; `%(num)d` in it is the count."""
    return str(ngettext(one, many, count))
