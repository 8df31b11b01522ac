"""The desk's word that it has every byte of a film, for the box that made it (docs/format.md, "A receipt")."""

import hashlib
from pathlib import Path

import msgspec

from desk.imports.names import largest
from desk.output import put_file
from desk.unlocked import Desk
from desk.writing import writing
from sealed.durable import Folder
from sealed.errors import SignatureError
from sealed.film.journal import JOURNAL, LONGEST_JOURNAL
from sealed.film.objects import open_file, read_small
from sealed.film.reader import Report
from sealed.papers.desk_receipt import NAMESPACE, DeskReceipt
from sealed.papers.receipt import Proven, Receipt
from sealed.ssh import sshsig


def give_receipt(desk: Desk, film: Path, report: Report) -> Path:
    """Read the film back from the desk's disk, sign for it, and keep the receipt. Raises FilmErrors, OSError."""
    proven = tuple(_proven(path) for path in sorted(film.iterdir()) if largest(path.name))
    last = read_small(film / JOURNAL, LONGEST_JOURNAL).splitlines(keepends=True)[-1]
    receipt = Receipt(
        film=film.name,
        store=f"desk:{desk.name}",
        word="desk",
        head=hashlib.sha256(last).hexdigest(),
        finding=report.finding.value,
        size=sum(item.size for item in proven),
        objects=proven,
    )
    body = receipt.encode()
    paper = DeskReceipt(body.decode(), sshsig.sign(desk.signer, body, NAMESPACE))
    with Folder(desk.folder.receipts, desk.folder.disk) as receipts:
        receipts.put(f"{film.name}.json", msgspec.json.encode(paper))
    return desk.folder.receipts / f"{film.name}.json"


def copy_receipt(desk: Desk, receipt: Path, folder: Path) -> Path:
    """Copy one for a box into a folder, in the place of one that this desk signed before.

    Raises FileThere, NotWritten.
    """
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        data = receipt.read_bytes()
    return put_file(folder, receipt.name, data, lambda there: _is_own(desk, there))


def _is_own(desk: Desk, there: bytes) -> bool:
    try:
        paper = msgspec.json.decode(there, type=DeskReceipt)
        return sshsig.parse(paper.signature.encode()).key == sshsig.public_bytes(desk.signer)
    except (msgspec.MsgspecError, UnicodeError, SignatureError, RecursionError):
        return False


def _proven(path: Path) -> Proven:
    with open_file(path) as file:
        digest = hashlib.file_digest(file, "sha256")
    return Proven(path.name, path.stat().st_size, digest.hexdigest(), "read back")
