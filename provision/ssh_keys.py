"""Who may log in to a box: public SSH keys out of a file. A private key given by mistake goes into no bundle."""

import base64
import re
from pathlib import Path

from sealed.text_file import read_text

PRIVATE = re.compile(r"PRIVATE KEY|\APuTTY-User-Key-File")
KEY = re.compile(
    r"(?:\A|[ \t])((?:sk-)?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\.com)?)"
    r"[ \t]+(AAAA[A-Za-z0-9+/]{40,}={0,2})(?:[ \t]|\Z)"
)


def read_public_keys(path: Path) -> str:
    """The file, in the form of authorized_keys. Raises ValueError, OSError."""
    text = read_text(path)
    if PRIVATE.search(text):
        raise ValueError(f"{path} is a private key. Give the public one, whose name ends with .pub, and keep this")
    lines = [line.strip() for line in text.split("\n")]
    keys = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not keys:
        raise ValueError(f"{path} holds no SSH key")
    for number, line in keys:
        found = KEY.search(line)
        if found is None or not _is_of(found[1].encode(), found[2]):
            raise ValueError(f"line {number} of {path} is no public key as OpenSSH writes it (ssh-ed25519 AAAA…)")
    return "".join(f"{line}\n" for _, line in keys)


def _is_of(kind: bytes, encoded: str) -> bool:
    """Whether a key is of the type that stands before it."""
    try:
        blob = base64.b64decode(encoded, validate=True)
    except ValueError:
        return False
    return blob.startswith(len(kind).to_bytes(4, "big") + kind)
