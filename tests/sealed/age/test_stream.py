"""The payload's chunks: every boundary size, and every way to tamper with whole chunks."""

import io
import os
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from sealed.age import Identity, seal, seal_stream, stream, unseal, unseal_stream
from sealed.age.crypto import TAG
from sealed.age.errors import PayloadError
from sealed.age.header import cut

CHUNK = stream.CHUNK
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK, 16 * CHUNK + 7]


class Trickle(io.RawIOBase):
    """A source that gives a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, most: int) -> None:
        self._data = io.BytesIO(data)
        self._most = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._data.readinto(memoryview(buffer)[: self._most])


class Sip(io.RawIOBase):
    """A target that takes a part of each write, as an unbuffered pipe may."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: memoryview) -> int:  # type: ignore[override]
        self.taken += data[: 1 + len(data) // 2]
        return 1 + len(data) // 2


def chunks_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    """All before the first chunk, and the chunks."""
    front = len(cut(sealed)) + stream.NONCE
    return sealed[:front], [
        sealed[at : at + stream.SEALED_CHUNK] for at in range(front, len(sealed), stream.SEALED_CHUNK)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_every_boundary_size(size: int, identity: Identity) -> None:
    plaintext = os.urandom(size)
    whole = bytes(seal(plaintext, [identity.recipient]))
    streamed = io.BytesIO()
    seal_stream(io.BytesIO(plaintext), streamed, [identity.recipient])
    assert len(streamed.getvalue()) == len(whole)
    for sealed in (whole, streamed.getvalue()):
        assert unseal(sealed, [identity]) == plaintext
        target = io.BytesIO()
        unseal_stream(io.BytesIO(sealed), target, [identity])
        assert target.getvalue() == plaintext
        _, chunks = chunks_of(sealed)
        assert stream.sealed_size(size) == sum(map(len, chunks))
        assert stream.plain_size(sum(map(len, chunks))) == size


@given(st.integers(0, 1 << 50))
def test_sizes_are_each_others_inverse(size: int) -> None:
    assert stream.plain_size(stream.sealed_size(size)) == size


@pytest.mark.parametrize("size", [0, 1, 15, stream.SEALED_CHUNK + 1, stream.SEALED_CHUNK + 16])
def test_a_size_that_no_payload_has(size: int) -> None:
    with pytest.raises(PayloadError):
        stream.plain_size(size)


@pytest.mark.parametrize("most", [1, 7, 1000, CHUNK, CHUNK + 1])
def test_sources_and_targets_that_give_and_take_little(most: int, identity: Identity) -> None:
    plaintext = os.urandom(2 * CHUNK if most > 100 else 100)
    sealed = Sip()
    seal_stream(Trickle(plaintext, most), sealed, [identity.recipient])  # type: ignore[arg-type]
    opened = Sip()
    unseal_stream(Trickle(bytes(sealed.taken), most), opened, [identity])  # type: ignore[arg-type]
    assert opened.taken == plaintext


def test_source_and_target_stay_open(identity: Identity) -> None:
    source, target = io.BytesIO(b"film"), io.BytesIO()
    seal_stream(source, target, [identity.recipient])
    target.seek(0)
    opened = io.BytesIO()
    unseal_stream(target, opened, [identity])
    assert not (source.closed or target.closed or opened.closed)


@pytest.mark.parametrize("size", [3 * CHUNK, 3 * CHUNK + 100])
def test_chunks_cannot_be_dropped_repeated_reordered_or_cut_off(size: int, identity: Identity) -> None:
    plaintext = os.urandom(size)
    front, chunks = chunks_of(bytes(seal(plaintext, [identity.recipient])))
    other = chunks_of(bytes(seal(plaintext, [identity.recipient])))[1]
    last = len(chunks) - 1
    tampered = {
        "first dropped": chunks[1:],
        "middle dropped": [*chunks[:1], *chunks[2:]],
        "last cut off": chunks[:last],
        "all cut off": [],
        "first repeated": [chunks[0], *chunks],
        "last repeated": [*chunks, chunks[last]],
        "reordered": [chunks[1], chunks[0], *chunks[2:]],
        "of another file": [chunks[0], other[1], *chunks[2:]],
        "a byte more": [*chunks, b"\0"],
        "an empty chunk more": [*chunks, bytes(TAG)],
    }
    for what, pieces in tampered.items():
        sealed = front + b"".join(pieces)
        with pytest.raises(PayloadError):
            unseal(sealed, [identity])
        target = io.BytesIO()
        with pytest.raises(PayloadError):
            unseal_stream(io.BytesIO(sealed), target, [identity])
        assert plaintext.startswith(target.getvalue()), what


def test_an_empty_last_chunk_is_refused_even_if_authentic(identity: Identity) -> None:
    file_key, nonce = bytes(16), bytes(16)
    cipher = stream.payload_cipher(file_key, nonce)
    payload = cipher.encrypt(bytes(12), bytes(CHUNK), None) + cipher.encrypt(bytes(10) + b"\1\1", b"", None)
    with pytest.raises(PayloadError):
        list(stream.decrypt_chunks(cipher, io.BufferedReader(io.BytesIO(payload))))
    with pytest.raises(PayloadError):
        stream.plain_size(len(payload))


def test_what_a_failed_sealing_leaves_never_opens(identity: Identity) -> None:
    class Unplugged(io.RawIOBase):
        """A source that breaks after some full chunks."""

        left = 5

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.left -= 1
            if not self.left:
                raise OSError("unplugged")
            return len(memoryview(buffer)[:CHUNK])

    target = io.BytesIO()
    with pytest.raises(OSError, match="unplugged"):
        seal_stream(Unplugged(), target, [identity.recipient])  # type: ignore[arg-type]
    assert len(target.getvalue()) > CHUNK
    with pytest.raises(PayloadError):
        unseal(target.getvalue(), [identity])


def test_nonces_never_repeat() -> None:
    nonces = {stream._nonce(number, last=last) for number in [*range(1000), 1 << 40] for last in (False, True)}
    assert len(nonces) == 2002
    assert stream._nonce(1, last=True) == bytes(10) + b"\1\1"


def test_a_stream_needs_little_memory(identity: Identity) -> None:
    """64 MiB go through, while never more than one chunk is held: the digest sees each chunk in the same buffer."""
    cipher = ChaCha20Poly1305(bytes(32))
    digest = sha256()
    addresses = set()
    for chunk in stream.encrypt_chunks(cipher, io.BufferedReader(Trickle(bytes(64 << 20), 1 << 20))):
        digest.update(chunk)
        addresses.add(id(chunk.obj))
    assert len(addresses) == 1
