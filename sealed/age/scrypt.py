"""Passphrases (C2SP age.md, "The scrypt recipient type"): they protect identity files."""

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sealed.age import crypto
from sealed.age.errors import HeaderError
from sealed.age.header import Stanza, b64decode, b64encode
from sealed.age.keys import Kind, addressed

TYPE = "scrypt"
SALT = 16
WORK_FACTOR = 18  # 256 MiB and about a second, age's own choice
MAX_WORK_FACTOR = 22  # age's own limit; more would let a file stop the machine
_LABEL = b"age-encryption.org/v1/scrypt"


@dataclass(frozen=True)
class ScryptRecipient:
    """A passphrase to seal under; scrypt does 2^`work_factor` rounds, of 1 KiB memory each.

    It is taken in Unicode's composed form (RFC 8265, section 4.2.2): one system's keyboard gives an umlaut as one
    letter, another's as two.
    """

    passphrase: str = field(repr=False)
    work_factor: int = WORK_FACTOR

    @property
    def kind(self) -> Kind:
        """It goes alone into a file: who opens one may trust that it was made by one who knew the passphrase."""
        return "passphrase"

    def wrap(self, file_key: bytes) -> Stanza:
        """Encrypt a file key under the passphrase."""
        salt = os.urandom(SALT)
        body = crypto.wrap(_derive(_composed(self.passphrase), salt, self.work_factor), file_key)
        return Stanza((TYPE, b64encode(salt).decode(), str(self.work_factor)), body)


@dataclass(frozen=True)
class ScryptIdentity:
    """A passphrase to open with: in its composed form, then as it was given, since other tools seal with that."""

    passphrase: str = field(repr=False)
    max_work_factor: int = MAX_WORK_FACTOR

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key if it was wrapped under this passphrase. Raises HeaderError if a stanza is out of form."""
        for (encoded, work), body in addressed(stanzas, TYPE, arguments=2):
            salt = b64decode(encoded.encode())
            if len(salt) != SALT:
                raise HeaderError("a salt has the wrong size")
            if not re.fullmatch("[1-9][0-9]{0,3}", work) or int(work) > self.max_work_factor:
                raise HeaderError(f"a work factor that is no number from 1 to {self.max_work_factor}")
            for passphrase in dict.fromkeys((_composed(self.passphrase), self.passphrase)):
                if file_key := crypto.unwrap(_derive(passphrase, salt, int(work)), body):
                    return file_key
        return None


def check_alone(stanzas: Sequence[Stanza]) -> None:
    """Raise HeaderError if a passphrase opens the file and anything else could open it too."""
    if len(stanzas) > 1 and any(stanza.args[0] == TYPE for stanza in stanzas):
        raise HeaderError("a passphrase must be alone in a header")


def _composed(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase)


def _derive(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    # What a terminal gave that is no UTF-8 arrives as surrogates, and goes back into its bytes.
    secret = passphrase.encode("utf-8", "surrogateescape")
    return Scrypt(salt=_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1).derive(secret)
