"""The box's record of updates: the state of the last one, what a person has to know of it, and which failed here."""

from pathlib import Path
from typing import Literal

import msgspec

RECORD = "etc/attune/update.json"
MEMORY = 20
"""Versions that are remembered as not to be tried again."""


class UpdateRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`slot` is where `version` was installed. `code` and `message` are null when there is nothing to tell a person.

    `installed` waits for a start (`at_once`: it came on a stick); `trying` is that start, until the recorder reports
    ready. `refused` lasts as long as the stick is there, `failed` until another update.
    """

    state: Literal["none", "installing", "installed", "trying", "good", "failed", "refused"] = "none"
    version: str | None = None
    slot: str | None = None
    at_once: bool = False
    tries: int = 0
    code: str | None = None
    message: str | None = None
    rejected: tuple[str, ...] = ()

    def rejecting(self, version: str | None) -> tuple[str, ...]:
        """The versions that are not to be tried again, and this one."""
        return (*(each for each in self.rejected if each != version), *([version] if version else []))[-MEMORY:]


def read_record(root: Path) -> UpdateRecord:
    """The record below `root`; an empty one where there is none that can be read."""
    try:
        return msgspec.json.decode((root / RECORD).read_bytes(), type=UpdateRecord)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return UpdateRecord()
