"""The box's record of the bundle that set it up: who signed it, for which box, its number and hash."""

from pathlib import Path

import msgspec

from sealed.errors import SignatureError
from sealed.ssh import sshsig

PROVISIONED = "etc/attune/provisioned.json"


class Provisioned(msgspec.Struct, frozen=True):
    """`service` is the public key that signed the last bundle."""

    service: str
    box: str
    sequence: int
    digest: str
    when: str


def read_provisioned(root: Path) -> Provisioned | None:
    """None for a new box. A record that cannot be read counts as none: with the card in hand it could be removed."""
    try:
        record = msgspec.json.decode((root / PROVISIONED).read_bytes(), type=Provisioned)
        sshsig.parse_key_line(record.service)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, SignatureError):
        return None
    return record
