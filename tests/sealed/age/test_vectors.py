"""The C2SP CCTV test vectors of age: all 143, each behaving exactly as its own header says."""

import base64
import io
import json
import shutil
import subprocess
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from sealed.age import read_identities, stream, unseal, unseal_stream
from sealed.age.errors import AgeError, ArmorError, HeaderChanged, HeaderError, NoKeyFits, PayloadError
from sealed.age.header import cut, encode, parse
from sealed.age.keys import Unwraps
from sealed.age.scrypt import ScryptIdentity

INTEROP = Path(__file__).parents[2] / "interop"
COUNT = 143

KEYS = {"expect", "payload", "identity", "passphrase", "armored", "file key", "comment", "compressed"}
NOTHING = sha256(b"").hexdigest()

FAILURES: dict[str, type[AgeError]] = {
    "no match": NoKeyFits,
    "HMAC failure": HeaderChanged,
    "header failure": HeaderError,
    "armor failure": ArmorError,
    "payload failure": PayloadError,
}


@dataclass(frozen=True)
class Vector:
    """One vector: what its header says, and the age file that follows."""

    name: str
    expect: str
    payload: str
    identities: list[Unwraps]
    file_key: bytes
    armored: bool
    sealed: bytes

    @property
    def failure(self) -> type[AgeError] | None:
        return None if self.expect == "success" else FAILURES[self.expect]


def load() -> list[Vector]:
    """All vectors; none if they are not installed, which `test_all_are_there` reports."""
    if shutil.which("node") is None or not (INTEROP / "node_modules" / "cctv-age").is_dir():
        return []
    printed = subprocess.run(["node", str(INTEROP / "vectors.mjs")], stdout=subprocess.PIPE, check=True).stdout
    return [read(name, base64.b64decode(text)) for name, text in json.loads(printed).items()]


def read(name: str, raw: bytes) -> Vector:
    head, _, sealed = raw.partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    unknown = fields.keys() - KEYS
    assert not unknown, f"{name} has keys that this test does not know: {unknown}"
    if "compressed" in fields:
        sealed = zlib.decompress(sealed)
    identities: list[Unwraps] = [ScryptIdentity(text) for text in fields.get("passphrase", [])]
    if "identity" in fields:
        identities += read_identities("\n".join(fields["identity"]).encode())
    (expect,), (payload,), (file_key,) = (
        fields["expect"],
        fields.get("payload", [NOTHING]),
        fields.get("file key", [""]),
    )
    return Vector(name, expect, payload, identities, bytes.fromhex(file_key), "armored" in fields, sealed)


VECTORS = load()
each = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])


def test_all_are_there() -> None:
    advice = "the vectors are not installed. Run `make setup-test`, or: npm install --prefix tests/interop"
    assert len(VECTORS) == COUNT, advice


@each
def test_as_a_stream(vector: Vector) -> None:
    target = io.BytesIO()
    failure = None
    try:
        unseal_stream(io.BytesIO(vector.sealed), target, vector.identities)
    except AgeError as error:
        failure = type(error)
    assert failure is vector.failure
    # whatever was handed over, also before a failure, must be what the vector says
    assert sha256(target.getvalue()).hexdigest() == vector.payload


@each
def test_in_memory(vector: Vector) -> None:
    if vector.failure is None:
        assert sha256(unseal(vector.sealed, vector.identities)).hexdigest() == vector.payload
    else:
        with pytest.raises(vector.failure) as caught:
            unseal(vector.sealed, vector.identities)
        assert caught.type is vector.failure


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector.expect == "success" and not vector.armored],
    ids=lambda vector: vector.name,
)
def test_sealed_again_with_the_same_randomness(vector: Vector) -> None:
    raw = cut(vector.sealed)
    assert encode(parse(raw).stanzas, vector.file_key) == raw
    nonce = vector.sealed[len(raw) :][: stream.NONCE]
    plaintext = unseal(vector.sealed, vector.identities)
    payload = bytearray(stream.sealed_size(len(plaintext)))
    stream.encrypt_into(stream.payload_cipher(vector.file_key, nonce), memoryview(plaintext), memoryview(payload))
    assert raw + nonce + payload == vector.sealed
