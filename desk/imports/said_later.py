"""What was said about a film after its end, when a copy of it is at the desk already: nothing of it may be lost."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from desk.errors import FilmDiffers
from desk.unlocked import Desk
from sealed.age import Identity, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.errors import Damaged, NoKey
from sealed.film.after import copy_after, macs_of, read_after
from sealed.film.journal import RECORD, SEGMENT, Entry
from sealed.film.objects import read_object
from sealed.film.verified import read_verified

SIGNED = re.compile(r"[0-9]{6}\.after\.json\.sig")


def count_parts(names: Iterable[str]) -> int:
    """How many seconds of a film, and signed records, are among its files: a copy that has more says more."""
    kinds = (SEGMENT, RECORD, SIGNED)
    return sum(any(kind.fullmatch(name) for kind in kinds) for name in names)


def says_more(here: Path, incoming: Path, film: str) -> bool:
    """Whether another copy of the same film has records that the one here lacks. Raises FilmDiffers, FilmErrors."""
    old, new = (read_after(folder, read_verified(folder, None)) for folder in (here, incoming))
    if old[: len(new)] == new:
        return False
    if new[: len(old)] == old:
        return True
    raise FilmDiffers(film=film)


def add_later(desk: Desk, code: str, here: Path, incoming: Path, keys: Sequence[Identity]) -> None:
    """Seal to a copy that the desk itself sealed what it lacks of the box's records. Raises FilmErrors, OSError."""
    before = len(read_after(here, read_verified(here, None)))
    copy_later(desk, code, incoming, here, keys, before)


def copy_later(desk: Desk, code: str, old: Path, new: Path, keys: Sequence[Identity], before: int = 0) -> None:
    """Seal the records of a film that one of `keys` opens to a copy of it, from the one numbered `before` on."""
    verified = read_verified(old, None)
    later = read_after(old, verified)
    macs, recipients = macs_of(later) | verified.macs, [desk.identity(code).recipient]
    for line in later[before:]:
        copy_after(new, unsealed(old, line, macs, keys), recipients, desk.signer, desk.folder.disk)


def unsealed(film: Path, line: Entry, macs: dict[str, str], keys: Sequence[Identity]) -> bytearray:
    """An object's plaintext. Raises NoKey, Damaged."""
    try:
        return unseal(read_object(film, line, macs), keys)
    except NoKeyFits as error:
        raise NoKey from error
    except AgeError as error:
        raise Damaged(f"{line.name} is signed, but does not open: {error}") from error
