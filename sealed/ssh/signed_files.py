"""Papers that the box signs: NAME.json, and beside it NAME.json.sig, an SSHSIG that `ssh-keygen -Y verify` checks."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.durable import Folder
from sealed.errors import SignatureError
from sealed.ssh import sshsig


class SignedFiles:
    """A folder of signed papers of one kind: all in one namespace, all by one key. Safe to use from several threads."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, namespace: str) -> None:
        """Makes the folder if it is not there."""
        self.folder = folder
        self._key = key
        self._public = sshsig.public_bytes(key)
        self._namespace = namespace
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)

    def put(self, name: str, body: bytes) -> None:
        """Write and sign a paper, durably. It counts from the moment that the signature is there."""
        signature = sshsig.sign(self._key, body, self._namespace)
        with Folder(self.folder) as folder:
            folder.put(name + ".json", body)
            folder.put(name + ".json.sig", signature.encode())

    def get(self, name: str) -> bytes | None:
        """A paper's bytes; None if there is none, or none that this box signed as it stands."""
        try:
            body = (self.folder / f"{name}.json").read_bytes()
            signature = sshsig.parse((self.folder / f"{name}.json.sig").read_bytes())
            signature.verify(body, self._namespace)
        except (OSError, SignatureError):  # absent, damaged, or in a bad place of the card: it proves nothing
            return None
        return body if signature.key == self._public else None

    def state(self, name: str) -> tuple[int, ...] | None:
        """Differs when a paper or its signature was replaced or written anew; None if one of them is missing."""
        try:
            found = [os.stat(f"{self.folder}/{name}{end}") for end in (".json", ".json.sig")]  # noqa: PTH116  # hundreds
        except FileNotFoundError:
            return None
        return tuple(
            number for each in found for number in (each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns)
        )

    def names(self) -> list[str]:
        """The names of all papers, signed or not, in order."""
        return sorted(path.name.removesuffix(".json") for path in self.folder.glob("*.json"))
