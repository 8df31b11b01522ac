"""Random letters that a person can type from a label."""

import secrets

from sealed.papers.box_settings import LETTERS

WIFI = 20
"""Letters of a Wi-Fi passphrase: 99 bits, which nobody guesses from a recorded handshake."""


def random_letters(count: int = WIFI) -> str:
    """So many letters, each from `LETTERS`."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))
