"""The attunement principles as a page shows them, and a service's own list of sub-behaviours.

The six headings are ours; the sub-behaviours are a published text that is not, so a service brings its list as data:
`principles.toml` in the desk's folder,

    ["receiving initiatives"]
    label = "Receiving initiatives"
    behaviours = ["…", "…"]
"""

from pathlib import Path
from typing import Annotated

import msgspec

from desk.cases.event import Title
from sealed.strict import Strict
from sealed.text_file import read_toml

FILE = "principles.toml"
LABELS = {
    "being attentive": "Being attentive",
    "encouraging initiatives": "Encouraging initiatives",
    "receiving initiatives": "Receiving initiatives",
    "attuned interaction": "Developing attuned interactions",
    "guiding": "Guiding",
    "deepening discussion": "Deepening discussion",
}


class Heading(Strict, frozen=True):
    """A principle: the value that is stored, the label that is shown, and the sub-behaviours under it."""

    value: str
    label: str
    behaviours: tuple[str, ...] = ()


class _Listed(Strict, frozen=True, forbid_unknown_fields=True):
    label: Title | None = None
    behaviours: Annotated[tuple[Title, ...], msgspec.Meta(max_length=40)] = ()


class BadPrinciples(ValueError):
    """The service's list cannot be read."""


def headings(folder: Path | None = None) -> list[Heading]:
    """The six principles, with a service's own words if `folder` has its list. Raises BadPrinciples."""
    listed = _read(folder / FILE) if folder and (folder / FILE).is_file() else {}
    if unknown := listed.keys() - LABELS.keys():
        raise BadPrinciples(f"{FILE} names {min(unknown)}, which is no principle. Use: {', '.join(LABELS)}.")
    mine = {value: listed.get(value, _Listed()) for value in LABELS}
    return [Heading(value, each.label or LABELS[value], each.behaviours) for value, each in mine.items()]


def _read(path: Path) -> dict[str, _Listed]:
    try:
        return read_toml(path, dict[str, _Listed])
    except (OSError, ValueError) as error:
        raise BadPrinciples(f"{FILE} cannot be read: {error}. Mend it, or take it away.") from error
