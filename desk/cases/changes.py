"""What an event changes in a case: one function a kind of event, which stand in fold.py and its neighbours."""

from functools import singledispatch
from typing import Any

from desk.cases.case import Case
from desk.cases.event import Event

Changes = dict[str, Any]


@singledispatch
def changes(_event: Event, _case: Case, _when: str) -> Changes:
    """The fields of the case that become new. Nothing, for an event that does not apply."""
    return {}
