"""How the pages speak: English in the code, other languages from web/translations (docs/phone.md says how)."""

from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

Later = Any
"""A sentence that is translated when it is said: its language is the phone's, not the program's."""


def _(text: str) -> str:
    """The text in the phone's language, now."""
    return str(gettext(text))


def later(text: str) -> Later:
    """The text in the phone's language, when it is said."""
    return lazy_gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """One of two texts, or of as many as the language has; `%(num)d` in it is the count."""
    return str(ngettext(one, many, count))
