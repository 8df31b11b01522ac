"""The list of recorders for desks, in OpenSSH's form; what a box signed before it was revoked or retired stays good."""

from collections.abc import Iterable

from provision.records import BoxRecord
from sealed.papers.box_bundle import parse_time

NAMESPACES = "attune-film,attune-receipt,attune-wipe,attune-health"
"""What a box signs for desks: films, receipts, the records of what it wiped, how it is."""


def allowed_signers(records: Iterable[BoxRecord]) -> str:
    """A line for each key that a box of the service ever signed with."""
    return "".join(
        f'{record.name} namespaces="{NAMESPACES}"{_until(record)} {line}\n'
        for record in records
        for line in record.recorder_keys
    )


def _until(record: BoxRecord) -> str:
    if record.since is None:
        return ""
    return f',valid-before="{parse_time(record.since):%Y%m%d%H%M%SZ}"'
