"""What an attacker with a key of their own can write: journals that are well signed, whatever they say."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import Identity, header_mac, seal
from sealed.film.journal import NAMESPACE, Chain, encode
from sealed.ssh import sshsig
from tests.support.small_films import Box, lay_down


def sign(folder: Path, signer: Ed25519PrivateKey, lines: list[bytes]) -> None:
    """Give the folder a journal of these lines, signed."""
    (folder / "journal").write_bytes(b"".join(lines))
    (folder / "journal.sig").write_text(sshsig.sign(signer, lines[-1], NAMESPACE))


def forge(folder: Path, box: Box, facts: bytes, objects: dict[str, bytes], spoilt: str = "") -> Path:
    """A film of any facts and any plaintexts, signed by `box`; the object `spoilt` was damaged before it was signed."""
    lay_down(folder, {"film.json": facts})
    chain = Chain()
    lines = [encode(chain.entry("film.json", facts, None, None))]
    chain.accept(lines[-1])
    for name, plaintext in objects.items():
        sealed = _sealed(plaintext, box.identity)
        sealed[-1] ^= name == spoilt
        (folder / name).write_bytes(sealed)
        span = (chain.duration, chain.duration + 1000, 1) if "m4s" in name else None
        lines.append(encode(chain.entry(name, sealed, header_mac(sealed), span)))
        chain.accept(lines[-1])
    lines.append(encode(chain.ending("stopped", chain.frames)))
    sign(folder, box.signer, lines)
    return folder


def _sealed(plaintext: bytes, identity: Identity) -> bytearray:
    return seal(plaintext, [identity.recipient])
