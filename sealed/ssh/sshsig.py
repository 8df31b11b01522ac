"""Signatures as `ssh-keygen -Y sign` writes them: Ed25519, SHA-512, armored.

Source: PROTOCOL.sshsig in OpenSSH's portable repository; RFC 4253 section 5 for the strings.
"""

import base64
import binascii
import hashlib
import struct

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealed.errors import SignatureError

MAGIC = b"SSHSIG"
VERSION = 1
HASH = b"sha512"
KEY_TYPE = b"ssh-ed25519"
HEAD = "-----BEGIN SSH SIGNATURE-----"
FOOT = "-----END SSH SIGNATURE-----"
WIDTH = 70
LONGEST = 4096


class Signature(msgspec.Struct, frozen=True):
    """A parsed signature: the signer's public key (32 bytes), the namespace, and Ed25519's 64 bytes."""

    key: bytes
    namespace: str
    raw: bytes

    def verify(self, message: bytes, namespace: str) -> None:
        """Return if this signs `message` in `namespace`; raise SignatureError if not."""
        if self.namespace != namespace:
            raise SignatureError(f"The signature is for “{self.namespace}”, not for “{namespace}”.")
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.raw, _signed(message, namespace))
        except InvalidSignature:
            raise SignatureError("The signature does not match.") from None

    def armored(self) -> str:
        """The text that `ssh-keygen` writes: base64 in lines of 70, ended by a newline."""
        signature = _string(KEY_TYPE) + _string(self.raw)
        fields = (key_blob(self.key), self.namespace.encode(), b"", HASH, signature)
        blob = MAGIC + struct.pack(">I", VERSION) + b"".join(map(_string, fields))
        text = base64.b64encode(blob).decode()
        lines = [text[i : i + WIDTH] for i in range(0, len(text), WIDTH)]
        return "\n".join([HEAD, *lines, FOOT, ""])


def sign(key: Ed25519PrivateKey, message: bytes, namespace: str) -> str:
    """Sign `message`; armored text, as `ssh-keygen -Y sign -n NAMESPACE` gives for the same key."""
    raw = key.sign(_signed(message, namespace))
    return Signature(public_bytes(key), namespace, raw).armored()


def parse(text: bytes) -> Signature:
    """Read an armored signature. Raises SignatureError unless it is, to the byte, what we would write."""
    if len(text) > LONGEST:
        raise SignatureError("The signature is far too long to be one.")
    try:
        lines = text.decode("ascii").split("\n")
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
        signature = _parse_blob(blob)
    except (UnicodeDecodeError, binascii.Error, struct.error) as error:
        raise SignatureError("The signature cannot be read.") from error
    # Whatever has two spellings could be changed unseen, so there is only one.
    if signature.armored().encode() != text:
        raise SignatureError("The signature is not spelled as OpenSSH spells it.")
    return signature


def key_blob(key: bytes) -> bytes:
    """OpenSSH's wire form of an Ed25519 public key (RFC 8709 section 4)."""
    return _string(KEY_TYPE) + _string(key)


def key_line(key: bytes) -> str:
    """A public key of 32 bytes as OpenSSH writes it: `ssh-ed25519 AAAA…`, without a comment."""
    return f"{KEY_TYPE.decode()} {base64.b64encode(key_blob(key)).decode()}"


def parse_key_line(line: str) -> bytes:
    """The 32 bytes of `ssh-ed25519 AAAA…` (a comment may follow). Raises SignatureError."""
    kind, _, rest = line.strip().partition(" ")
    text = rest.split(" ")[0]
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    key = blob[len(key_blob(b"")) :]
    if kind != KEY_TYPE.decode() or len(key) != 32 or key_line(key) != f"{kind} {text}":
        raise SignatureError("This is not an OpenSSH public key of type Ed25519.")
    return key


def fingerprint(key: bytes) -> str:
    """`SHA256:…` of a public key, as `ssh-keygen -l` shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key_blob(key)).digest()).decode().rstrip("=")


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _signed(message: bytes, namespace: str) -> bytes:
    fields = (namespace.encode(), b"", HASH, hashlib.sha512(message).digest())
    return MAGIC + b"".join(map(_string, fields))


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _parse_blob(blob: bytes) -> Signature:
    if not blob.startswith(MAGIC + struct.pack(">I", VERSION)):
        raise SignatureError("The signature is of a kind that this program does not know.")
    key, namespace, reserved, algorithm, inner = _strings(blob[len(MAGIC) + 4 :], 5)
    if algorithm != HASH or reserved:
        raise SignatureError("The signature is of a kind that this program does not know.")
    if not (key.startswith(_string(KEY_TYPE)) and inner.startswith(_string(KEY_TYPE))):
        raise SignatureError("The signature is not by an Ed25519 key.")
    _, raw_key = _strings(key, 2)
    _, raw = _strings(inner, 2)
    if len(raw_key) != 32 or len(raw) != 64:
        raise SignatureError("The signature is not by an Ed25519 key.")
    return Signature(raw_key, namespace.decode(), raw)


def _strings(data: bytes, count: int) -> list[bytes]:
    """Exactly `count` strings that fill `data`."""
    found: list[bytes] = []
    for _ in range(count):
        (length,) = struct.unpack_from(">I", data)
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    if data:
        raise SignatureError("The signature cannot be read.")
    return found
