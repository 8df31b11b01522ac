"""How strong a passphrase is, in words. There is no rule: rules put passphrases on notes under the keyboard."""

import math
import re

GUESSES = 4  # a second, for one of the guesser's machines, against scrypt at age's work factor
MACHINES = 10_000
KINDS = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[^a-zA-Z0-9]", 33))
WORD_BITS = 11.0  # a word of a list of some two thousand


def strength(passphrase: str) -> str:
    """A sentence about how long somebody with the keyring's file and this computer's secret would have to guess."""
    needed = years(passphrase)
    for limit, words in (
        (1 / 365, "less than a day"),
        (1 / 12, "some days"),
        (1, "some months"),
        (100, "some years"),
        (10_000, "a lifetime or more"),
    ):
        if needed < limit:
            return f"Whoever guesses with {MACHINES:,} computers needs {words}."
    return f"Whoever guesses with {MACHINES:,} computers does not find it."


def years(passphrase: str) -> float:
    """How long that is, in years."""
    return float(2 ** (_bits(passphrase) - 1)) / (GUESSES * MACHINES) / 31_557_600


def _bits(passphrase: str) -> float:
    """A cautious estimate: words count as words of a list, repeated signs hardly."""
    words = [word for word in re.split(r"[\s_-]+", passphrase) if word]
    if len(words) > 1:
        return len(set(words)) * WORD_BITS
    signs = sum(size for kind, size in KINDS if re.search(kind, passphrase))
    return len(set(passphrase)) * 0.75 * math.log2(signs or 1)
