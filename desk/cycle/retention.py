"""How long a case may be kept after the last that happened: warns before, and erases nothing."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from desk.cases.case import Case
from desk.writing import local_day

RetentionState = Literal["fine", "near", "over"]


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: the last day. `held`: law or safeguarding keeps it, whatever the day."""

    until: date
    state: RetentionState
    held: bool = False


def retention(case: Case, today: date, keep: int | None, warn: int) -> Retention | None:
    """A case's limit: `keep` days after its last event, with a warning `warn` days before. None without a limit."""
    if keep is None or not case.changed:
        return None
    last = local_day(case.changed)
    until = date.max if date.max - last < timedelta(days=keep) else last + timedelta(days=keep)
    state: RetentionState = "over" if today > until else "near" if (until - today).days <= warn else "fine"
    return Retention(until=until, state=state, held=bool(case.held()))
