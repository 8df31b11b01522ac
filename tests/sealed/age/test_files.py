"""Whole files: who can open them, and that no damage goes unnoticed."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealed.age import Identity, Recipient, generate, seal, seal_stream, seal_with_passphrase, unseal, unseal_stream
from sealed.age.errors import AgeError, BadRecipient, Damaged, MixedRecipients, NoKeyFits
from sealed.age.keys import Wraps
from sealed.age.scrypt import ScryptIdentity, ScryptRecipient

PLAINTEXT = b"attuned interaction" * 5
STRANGER, CLASSIC_STRANGER = generate(), generate(post_quantum=False)


def opened_so_far(sealed: bytes, identity: Identity) -> bytes:
    """What comes out of a file that does not open."""
    target = io.BytesIO()
    with pytest.raises(AgeError):
        unseal_stream(io.BytesIO(sealed), target, [identity])
    return target.getvalue()


@given(plaintext=st.binary(max_size=200_000), post_quantum=st.booleans(), others=st.integers(0, 2))
def test_round_trip(plaintext: bytes, post_quantum: bool, others: int) -> None:
    identities = [generate(post_quantum) for _ in range(1 + others)]
    sealed = seal(plaintext, [identity.recipient for identity in identities])
    for identity in identities:
        assert unseal(sealed, [STRANGER, CLASSIC_STRANGER, identity]) == plaintext


def test_any_buffer_can_be_sealed_and_opened(identity: Identity) -> None:
    for plaintext in (PLAINTEXT, bytearray(PLAINTEXT), memoryview(PLAINTEXT), memoryview(bytearray(2 * 4)).cast("H")):
        sealed = seal(plaintext, [identity.recipient])
        for form in (bytes(sealed), sealed, memoryview(sealed), memoryview(bytes(sealed))):
            assert unseal(form, [identity]) == bytes(plaintext)


def test_no_two_files_are_alike(identity: Identity) -> None:
    assert seal(PLAINTEXT, [identity.recipient]) != seal(PLAINTEXT, [identity.recipient])


@pytest.mark.parametrize("identities", [[], [STRANGER], [CLASSIC_STRANGER], [ScryptIdentity("guess")]])
def test_no_key_fits(identities: list[Identity], identity: Identity) -> None:
    sealed = seal(PLAINTEXT, [identity.recipient])
    with pytest.raises(NoKeyFits):
        unseal(sealed, identities)
    target = io.BytesIO()
    with pytest.raises(NoKeyFits):
        unseal_stream(io.BytesIO(sealed), target, identities)
    assert not target.getvalue()


@pytest.mark.parametrize(
    "recipients",
    [
        [STRANGER.recipient, CLASSIC_STRANGER.recipient],
        [CLASSIC_STRANGER.recipient, STRANGER.recipient, STRANGER.recipient],
        [ScryptRecipient("a", 1), STRANGER.recipient],
        [ScryptRecipient("a", 1), CLASSIC_STRANGER.recipient],
        [ScryptRecipient("a", 1), ScryptRecipient("b", 1)],
    ],
)
def test_kinds_of_recipients_are_not_mixed(recipients: Sequence[Wraps]) -> None:
    with pytest.raises(MixedRecipients):
        seal(PLAINTEXT, recipients)
    target = io.BytesIO()
    with pytest.raises(MixedRecipients):
        seal_stream(io.BytesIO(PLAINTEXT), target, recipients)
    assert not target.getvalue()


def test_a_file_for_nobody_is_refused() -> None:
    with pytest.raises(BadRecipient, match="none was given"):
        seal(PLAINTEXT, [])


@pytest.mark.parametrize("post_quantum", [True, False])
def test_cut_at_any_length(post_quantum: bool) -> None:
    key = generate(post_quantum)
    sealed = bytes(seal(PLAINTEXT, [key.recipient]))
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            unseal(sealed[:length], [key])
        assert opened_so_far(sealed[:length], key) == b""


@given(recipients=st.sampled_from([STRANGER, CLASSIC_STRANGER]), size=st.integers(0, 200_000), data=st.data())
def test_flip_any_bit(recipients: Identity, size: int, data: st.DataObject) -> None:
    plaintext = bytes(size)
    sealed = bytes(flip(seal(plaintext, [recipients.recipient]), data))
    with pytest.raises((Damaged, NoKeyFits)):
        unseal(sealed, [recipients])
    assert plaintext.startswith(opened_so_far(sealed, recipients))


def flip(sealed: bytearray, data: st.DataObject) -> bytearray:
    """One bit changed; the header, a small part of the file, as often as the payload."""
    low, high = data.draw(st.sampled_from([(0, 200), (200, 2000), (2000, len(sealed))]))
    at = data.draw(
        st.integers(min(low, len(sealed) - 1), max(low, min(high, len(sealed)) - 1)).map(len(sealed).__rmod__)
    )
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    return sealed


@given(st.binary(max_size=3000))
def test_garbage_is_damaged_not_a_crash(garbage: bytes) -> None:
    for front in (b"", b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"):
        with pytest.raises(Damaged):
            unseal(front + garbage, [STRANGER])
        assert opened_so_far(front + garbage, STRANGER) == b""


def test_a_passphrase_opens_what_it_sealed() -> None:
    sealed = seal_with_passphrase(PLAINTEXT, "thé ou café", work_factor=4)
    assert unseal(sealed, [ScryptIdentity("the ou cafe"), ScryptIdentity("thé ou café")]) == PLAINTEXT
    with pytest.raises(NoKeyFits):
        unseal(sealed, [ScryptIdentity("the ou cafe"), STRANGER])


def test_a_work_factor_too_high_is_refused_before_any_work() -> None:
    sealed = seal_with_passphrase(PLAINTEXT, "a", work_factor=5)
    with pytest.raises(Damaged, match="work factor"):
        unseal(sealed, [ScryptIdentity("a", max_work_factor=4)])
    with pytest.raises(Damaged, match="work factor"):
        unseal(sealed.replace(b" 5\n", b" 23\n", 1), [ScryptIdentity("a")])


def test_recipients_compare_by_their_key() -> None:
    recipient: Recipient = STRANGER.recipient
    assert recipient == generate_again(STRANGER).recipient
    assert recipient != generate().recipient


def generate_again(identity: Identity) -> Identity:
    return type(identity)(identity.seed)  # type: ignore[attr-defined, call-arg]
