"""The desks that packs may go to and come from: a list that this desk signs, so that nobody else adds to it."""

from desk.packs.errors import ColleaguesChanged, NotColleague
from desk.packs.signed import NAMESPACE, PackPaper, unwrap, wrap
from desk.unlocked import Desk
from desk.writing import writing
from sealed.durable import Folder
from sealed.errors import SignatureError
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

FILE = "colleagues.json"
OWN = "attune-colleagues"


def colleagues(desk: Desk) -> Signers:
    """The list. Raises ColleaguesChanged."""
    return Signers.parse(_read(desk))


def add(desk: Desk, line: str) -> None:
    """Add `NAME ssh-ed25519 AAAA…`. Raises SignersError, ColleaguesChanged, NotWritten."""
    name, _, key = line.strip().partition(" ")
    entry = f'{name} namespaces="{NAMESPACE}" {key.strip()}\n'.encode()
    Signers.parse(entry)
    with desk.folder.lock, writing():
        if entry in (before := _read(desk)).splitlines(keepends=True):
            return
        with Folder(desk.folder.root, desk.folder.disk) as files:
            files.put(FILE, wrap(before + entry, desk.signer, OWN))


def own_line(desk: Desk) -> str:
    """What a colleague adds to hers."""
    return f"{desk.name} {sshsig.key_line(sshsig.public_bytes(desk.signer))}"


def check(desk: Desk, paper: PackPaper, what: str) -> str:
    """The colleague's name on the list, not the one that the paper gives. Raises NotColleague, ColleaguesChanged."""
    key = sshsig.parse_key_line(paper.desk.key)
    name = colleagues(desk).name(key, NAMESPACE, None)
    if name is None:
        raise NotColleague(
            what=what, name=paper.desk.name.replace(" ", "-"), fingerprint=sshsig.fingerprint(key), key=paper.desk.key
        )
    return name


def _read(desk: Desk) -> bytes:
    path = desk.folder.root / FILE
    if not path.exists():
        return b""
    try:
        body, key = unwrap(path.read_bytes(), OWN)
    except (OSError, ValueError, SignatureError) as error:
        raise ColleaguesChanged(path=path) from error
    if key != sshsig.public_bytes(desk.signer):
        raise ColleaguesChanged(path=path)
    return body
