"""The result of a bundle, in a small file that first boot writes and the recorder shows as its own alarm."""

from pathlib import Path
from typing import Literal

import msgspec

STATUS = "run/attune/provisioning.json"


class StartStatus(msgspec.Struct, frozen=True):
    """The result of a start. `code` and `message` are null when nothing needs a person."""

    state: Literal["none", "applied", "refused", "failed"]
    box: str | None = None
    code: str | None = None
    message: str | None = None
    prevents: bool = False


def read_status(root: Path) -> StartStatus | None:
    """The result of the last start below `root`; None where there is no readable file, as on a laptop."""
    try:
        return msgspec.json.decode((root / STATUS).read_bytes(), type=StartStatus)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
