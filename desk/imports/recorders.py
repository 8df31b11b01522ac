"""The desk's list of known recorders: OpenSSH's allowed_signers, in the desk's own folder."""

from desk.folder import DeskFolder
from desk.writing import writing
from sealed.durable import Folder
from sealed.ssh.allowed_signers import Signers
from sealed.text_file import as_utf8


def add_recorders(folder: DeskFolder, lines: bytes) -> None:
    """Add lines to the list; those that are there already are not added again. Raises SignersError, NotWritten."""
    Signers.parse(lines)
    lines = as_utf8(lines)
    with folder.lock, writing():
        old = folder.signers.read_bytes() if folder.signers.exists() else b""
        there = old.splitlines()
        new = [line for line in lines.splitlines() if line and line not in there]
        text = b"".join(line + b"\n" for line in [*there, *new])
        Signers.parse(text)
        with Folder(folder.root, folder.disk) as files:
            files.put(folder.signers.name, text)
