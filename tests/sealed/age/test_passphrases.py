"""A passphrase opens what it sealed on whichever system it is typed."""

import unicodedata

import pytest

from sealed.age import seal_with_passphrase, unseal
from sealed.age.scrypt import ScryptIdentity

COMPOSED = unicodedata.normalize("NFC", "Zoë hört zu")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("sealed_with", [COMPOSED, DECOMPOSED])
def test_an_umlaut_is_one_letter_or_two(sealed_with: str, typed: str) -> None:
    sealed = seal_with_passphrase(b"key", sealed_with, work_factor=2)
    assert bytes(unseal(sealed, [ScryptIdentity(typed)])) == b"key"
