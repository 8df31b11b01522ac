"""Closes a film that a crash or a power cut ended: what the signature covers stays, the rest is removed.

Each step leaves a film that reads as cut short, so a cut in the middle of a repair is repaired like any other.
"""

from enum import Enum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder
from sealed.errors import Missing, SignedByAnother
from sealed.film.facts import FILM_ID
from sealed.film.glance import closed_by
from sealed.film.journal import FACTS, JOURNAL, NAMESPACE, SEALED, SEGMENT, SIGNATURE, encode
from sealed.film.reader import strays
from sealed.film.verified import Verified, read_verified
from sealed.ssh import sshsig


class Repair(Enum):
    """What came of a film: it was closed as cut short, it was closed already, or nothing was recorded in it."""

    CLOSED = "closed"
    ALREADY = "already"
    EMPTY = "empty"


def close_cut(folder: Path, signer: Ed25519PrivateKey, disk: Disk | None = None) -> Repair:
    """Close the film in `folder`, which nobody writes any more, as cut short, and sign it.

    Drops the torn or unsigned end of the journal, unsigned objects and unfinished files. A film without a signed
    segment is left as it is and called EMPTY: the shelf may remove it. Of a closed film only the signed
    last line is read, and no object of any film, so what a cut damaged shows when the film is examined. Raises
    SignedByAnother, Damaged or Missing, and then has touched nothing; OSError if the card does not take it, and then
    it may be tried again.
    """
    if closed_by(folder) == sshsig.public_bytes(signer):
        return Repair.ALREADY
    try:
        verified = read_verified(folder, None)
    except Missing:
        if _never_began(folder):
            return Repair.EMPTY
        raise
    if verified.key != sshsig.public_bytes(signer):
        raise SignedByAnother
    if verified.chain.end is not None:
        return Repair.ALREADY
    if not verified.chain.segments:
        return Repair.EMPTY
    with Folder(folder, disk) as files:
        _drop_leftovers(folder, files, verified)
        _sign_end(files, verified, signer)
    return Repair.CLOSED


def beginnings(shelf: Path) -> list[Path]:
    """Folders of films whose beginning a cut prevented (`.ID.tmp`): nothing was recorded in them."""
    found = (path for path in shelf.glob(f".*{TEMPORARY}") if path.is_dir() and not path.is_symlink())
    return sorted(path for path in found if FILM_ID.fullmatch(path.name[1:].removesuffix(TEMPORARY)))


def _never_began(folder: Path) -> bool:
    """Whether a folder without journal or signature holds no sealed picture: only what comes before the first one."""
    return not any(SEGMENT.fullmatch(path.name) for path in folder.iterdir())


def _drop_leftovers(folder: Path, files: Folder, verified: Verified) -> None:
    dropped = [*strays(folder, verified), *_unfinished(folder)]
    for name in dropped:
        files.remove(name)
    if dropped:
        files.sync()


def _unfinished(folder: Path) -> list[str]:
    """The temporary files that a writer or a repair may leave; others' are none of our business."""
    names = [path.name for path in folder.iterdir()]
    finals = [name.removesuffix(TEMPORARY) for name in names if name.endswith(TEMPORARY)]
    ours = {FACTS, JOURNAL, SIGNATURE}
    return [name + TEMPORARY for name in finals if name in ours or SEALED.fullmatch(name)]


def _sign_end(files: Folder, verified: Verified, signer: Ed25519PrivateKey) -> None:
    raw = encode(verified.chain.ending("cut", None))
    verified.chain.accept(raw)
    files.put(JOURNAL, verified.signed + raw)
    files.put(SIGNATURE, sshsig.sign(signer, raw, NAMESPACE).encode())
