"""The fault matrix's count: how often which fault at which store ended how. Needs no store."""

from collections import Counter
from collections.abc import Iterator

counted: Counter[tuple[str, str, str]] = Counter()
"""How often (store, fault, outcome)."""


def table() -> Iterator[str]:
    """The count of all trials, a line each."""
    for (kind, fault, said), count in sorted(counted.items()):
        yield f"{count:4}  {kind:<8}{fault:<36}{said}"
    if counted:
        yield f"{sum(counted.values()):4}  faults in all: no false receipt, no film lost"
