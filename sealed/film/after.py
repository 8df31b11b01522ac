"""What is said about a film after its end: sealed and signed beside the journal, which stays closed (docs/format.md).

Each record is three files that never change: the sealed object `NNNNNN.after.age`, its line `NNNNNN.after.json` in the
journal's spelling, and the signature over that line. It counts from the moment that the signature is there.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET

from sealed.age import Recipient, header_mac, seal
from sealed.disk import Disk
from sealed.durable import Folder
from sealed.errors import Damaged, FilmError, Missing, OutOfOrder, SignatureError, SignedByAnother
from sealed.film import records
from sealed.film.facts import fingerprint
from sealed.film.journal import LONGEST_LINE, Entry, Malformed, decode, encode
from sealed.film.objects import check_object, read_small
from sealed.film.verified import Verified, read_facts, read_verified
from sealed.ssh import sshsig

NAMESPACE = "attune-film-after"
FILE = re.compile(r"([0-9]{6})\.after\.(?:age|json|json\.sig)")
PAPER = re.compile(r"[0-9]{6}\.after\.json(?:\.sig)?")
MOST = 10_000


def add_after(
    folder: Path,
    record: records.Record,
    recipients: Sequence[Recipient],
    signer: Ed25519PrivateKey,
    disk: Disk | None = None,
) -> None:
    """Seal one more record beside the closed film in `folder`. One caller at a time. Raises what `copy_after` does."""
    copy_after(folder, records.encode(record), recipients, signer, disk)


def copy_after(
    folder: Path,
    data: bytes | bytearray,
    recipients: Sequence[Recipient],
    signer: Ed25519PrivateKey,
    disk: Disk | None = None,
) -> None:
    """The same of a record's JSON, whatever its kind.

    Raises ValueError if the film is sealed to other recipients, SignedByAnother, OutOfOrder if the film is not closed,
    what `read_verified` and `read_after` raise, and OSError if the card does not take it.
    """
    verified = read_verified(folder, None)
    if verified.key != sshsig.public_bytes(signer):
        raise SignedByAnother
    if verified.chain.end is None:
        raise OutOfOrder("The film is not closed yet.")
    if read_facts(folder, verified).recipients != tuple(fingerprint(str(recipient)) for recipient in recipients):
        raise ValueError("the film is sealed to other recipients")
    before = read_after(folder, verified)
    if len(before) == MOST:
        raise OutOfOrder("Too much was said about this film already.")
    sealed = seal(data, recipients)
    raw = encode(
        Entry(
            n=len(before),
            name=f"{len(before):06}.after.age",
            size=len(sealed),
            sha256=hashlib.sha256(sealed).hexdigest(),
            mac=header_mac(sealed),
            prev=_prev(before, verified),
        )
    )
    with Folder(folder, disk) as files:
        files.put(f"{len(before):06}.after.age", sealed)
        files.put(f"{len(before):06}.after.json", raw)
        files.put(f"{len(before):06}.after.json.sig", sshsig.sign(signer, raw, NAMESPACE).encode())


def read_after(folder: Path, verified: Verified) -> list[Entry]:
    """The signed lines of what was said after the end. Raises Damaged, Missing.

    Files of the next number without a signature are what a power cut left of a record, and count for nothing.
    """
    numbers = {int(found[1]) for path in folder.iterdir() if (found := FILE.fullmatch(path.name))}
    entries: list[Entry] = []
    while len(entries) in numbers and (folder / f"{len(entries):06}.after.json.sig").exists():
        entries.append(_read(folder, verified, entries))
    if numbers and max(numbers) > len(entries):
        raise Missing(f"{len(entries):06}.after.json.sig is not there.")
    return entries


def problems(folder: Path, verified: Verified, read: Callable[[int], None]) -> Iterator[FilmError]:
    """What is wrong with it, each object read once."""
    try:
        entries = read_after(folder, verified)
    except FilmError as error:
        yield error
        return
    macs = macs_of(entries) | verified.macs
    for entry in entries:
        try:
            check_object(folder, entry, macs, read)
        except FilmError as error:
            yield error


def macs_of(entries: Sequence[Entry]) -> dict[str, str]:
    """The name of each object, by its MAC."""
    return {entry.mac: entry.name for entry in entries if entry.mac is not UNSET}


def signed_names(folder: Path) -> Callable[[str], bool]:
    """Whether a file is of a record that has its signature, which is written last; true of all other files."""
    signed = {path.name.removesuffix(".after.json.sig") for path in folder.glob("*.after.json.sig")}
    return lambda name: FILE.fullmatch(name) is None or name[:6] in signed


def _read(folder: Path, verified: Verified, before: list[Entry]) -> Entry:
    name = f"{len(before):06}.after.json"
    raw = read_small(folder / name, LONGEST_LINE)
    try:
        signature = sshsig.parse(read_small(folder / f"{name}.sig", sshsig.LONGEST))
        signature.verify(raw, NAMESPACE)
    except SignatureError as error:
        raise Damaged(f"{name} or its signature was changed: {error.cause}") from error
    try:
        line = decode(raw)
    except Malformed as error:
        raise Damaged(f"{name} was changed: {error}.") from error
    place = (len(before), f"{len(before):06}.after.age", _prev(before, verified))
    if (
        signature.key != verified.key
        or verified.chain.end is None
        or not isinstance(line, Entry)
        or (line.n, line.name, line.prev) != place
        or line.mac is UNSET
        or (line.start, line.to, line.frames) != (UNSET, UNSET, UNSET)
    ):
        raise Damaged(f"{name} does not belong to this film, or not at this place.")
    return line


def _prev(before: Sequence[Entry], verified: Verified) -> str:
    return hashlib.sha256(encode(before[-1])).hexdigest() if before else verified.chain.prev
