"""Clips and pictures by the names that commands take: clip-1, picture-2."""

from attune.exits import Exit, Failure
from desk.handover.rules import CopyItem, items
from desk.unlocked import Desk


def named_items(desk: Desk, code: str) -> dict[str, CopyItem]:
    clips, stills = items(desk.case(code))
    named = {f"clip-{number}": item for number, item in enumerate(clips, 1)}
    return named | {f"picture-{number}": item for number, item in enumerate(stills, 1)}


def named_item(desk: Desk, code: str, name: str) -> CopyItem:
    found = named_items(desk, code).get(name)
    if found is None:
        raise Failure(f"The case has no {name}. `attune desk handover show {code}` lists what it has.", Exit.USAGE)
    return found
