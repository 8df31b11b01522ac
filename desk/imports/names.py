"""Which files belong to a film, and how large each may be: nothing else is ever taken from a source."""

from sealed.film.after import FILE
from sealed.film.facts import LONGEST
from sealed.film.journal import (
    FACTS,
    JOURNAL,
    LARGEST_OBJECT,
    LONGEST_JOURNAL,
    LONGEST_LINE,
    SEALED,
    SIGNATURE,
)
from sealed.ssh import sshsig

SMALL = {FACTS: LONGEST, JOURNAL: LONGEST_JOURNAL, SIGNATURE: sshsig.LONGEST}


def largest(name: str) -> int | None:
    """The most bytes that a file of a film may have under this name; None if no file of a film has it."""
    if SEALED.fullmatch(name):
        return LARGEST_OBJECT
    if FILE.fullmatch(name):
        return LARGEST_OBJECT if name.endswith(".age") else max(LONGEST_LINE, sshsig.LONGEST)
    return SMALL.get(name)
