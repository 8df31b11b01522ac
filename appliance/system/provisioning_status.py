"""What came of a bundle, in a small file that a start leaves for the recorder, which shows it as its own alarm."""

from pathlib import Path
from typing import Literal

import msgspec

STATUS = "run/attune/provisioning.json"


class StartStatus(msgspec.Struct, frozen=True):
    """What came of a start. `code` and `message` are null when there is nothing to tell a person."""

    state: Literal["none", "applied", "refused", "failed"]
    box: str | None = None
    code: str | None = None
    message: str | None = None
    prevents: bool = False


def read_status(root: Path) -> StartStatus | None:
    """What the last start left below `root`; None where there is nothing that can be read, as on a laptop."""
    try:
        return msgspec.json.decode((root / STATUS).read_bytes(), type=StartStatus)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
