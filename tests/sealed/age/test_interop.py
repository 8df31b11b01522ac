"""Files travel both ways between us and two other implementations: Debian's age, and age-encryption for JavaScript."""

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sealed.age import Identity, generate, parse_recipient, read_identities, seal, seal_with_passphrase, unseal
from sealed.age.scrypt import ScryptIdentity
from tests.support import terminal

pytestmark = pytest.mark.process

PASSPHRASE = "being attentive, naïvely"
PLAINTEXTS = [b"", b"encouraging initiatives", os.urandom(65536), os.urandom(200_000)]

Other = Callable[..., bytes]


@pytest.fixture
def key_file(tmp_path: Path, classic: Identity) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(classic.secret() + "\n")
    return path


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_age_opens_ours(plaintext: bytes, age: Other, classic: Identity, key_file: Path) -> None:
    assert age("-d", "-i", str(key_file), data=seal(plaintext, [classic.recipient])) == plaintext


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
@pytest.mark.parametrize("armor", [[], ["--armor"]], ids=["binary", "armored"])
def test_we_open_what_age_sealed(plaintext: bytes, armor: list[str], age: Other, classic: Identity) -> None:
    assert unseal(age(*armor, "-r", str(classic.recipient), data=plaintext), [classic]) == plaintext


def test_several_recipients_of_both(age: Other, classic: Identity, key_file: Path) -> None:
    others = [generate(post_quantum=False) for _ in range(3)]
    recipients = [key.recipient for key in (*others, classic)]
    assert age("-d", "-i", str(key_file), data=seal(b"ours", recipients)) == b"ours"
    sealed = age(*(word for recipient in recipients for word in ("-r", str(recipient))), data=b"theirs")
    assert all(unseal(sealed, [key]) == b"theirs" for key in (*others, classic))


def test_age_opens_our_passphrase(age: Other, tmp_path: Path) -> None:
    path = tmp_path / "ours.age"
    path.write_bytes(seal_with_passphrase(PLAINTEXTS[3], PASSPHRASE, work_factor=12))
    code, opened, shown = terminal.run(["age", "-d", str(path)], PASSPHRASE)
    assert (code, opened) == (0, PLAINTEXTS[3]), shown


def test_we_open_ages_passphrase(age: Other, tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "theirs.age"
    plain.write_bytes(PLAINTEXTS[3])
    code, _, shown = terminal.run(["age", "-p", "-o", str(sealed), str(plain)], PASSPHRASE)
    assert code == 0, shown
    assert unseal(sealed.read_bytes(), [ScryptIdentity(PASSPHRASE)]) == PLAINTEXTS[3]


def test_age_knows_our_protected_identity_file(age: Other, tmp_path: Path, classic: Identity) -> None:
    keys, sealed = tmp_path / "key.age", tmp_path / "film.age"
    keys.write_bytes(seal_with_passphrase(classic.secret().encode(), PASSPHRASE, work_factor=12))
    sealed.write_bytes(seal(b"ours", [classic.recipient]))
    code, opened, shown = terminal.run(["age", "-d", "-i", str(keys), str(sealed)], PASSPHRASE)
    assert (code, opened) == (0, b"ours"), shown


@pytest.mark.parametrize("post_quantum", [True, False])
@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_typage_opens_ours(plaintext: bytes, post_quantum: bool, typage: Other) -> None:
    key, other = generate(post_quantum), generate(post_quantum)
    sealed = seal(plaintext, [other.recipient, key.recipient])
    assert typage("open", key.secret(), data=sealed) == plaintext


@pytest.mark.parametrize("post_quantum", [True, False])
@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_we_open_what_typage_sealed(plaintext: bytes, post_quantum: bool, typage: Other) -> None:
    key, other = generate(post_quantum), generate(post_quantum)
    sealed = typage("seal", str(other.recipient), str(key.recipient), data=plaintext)
    assert unseal(sealed, [key]) == plaintext


@pytest.mark.parametrize("verb", ["keygen-pq", "keygen"])
def test_we_derive_the_same_recipient_as_typage(verb: str, typage: Other) -> None:
    secret, public = typage(verb).decode().split()
    [identity] = read_identities(secret.encode())
    assert str(identity.recipient) == public
    assert parse_recipient(public) == identity.recipient
    assert identity.secret() == secret


def test_passphrases_of_both(typage: Other) -> None:
    sealed = seal_with_passphrase(PLAINTEXTS[3], PASSPHRASE, work_factor=12)
    assert typage("open-passphrase", PASSPHRASE, data=sealed) == PLAINTEXTS[3]
    theirs = typage("seal-passphrase", PASSPHRASE, data=PLAINTEXTS[3])
    assert unseal(theirs, [ScryptIdentity(PASSPHRASE)]) == PLAINTEXTS[3]


def test_a_passphrase_of_both_spellings(typage: Other) -> None:
    """Other tools take the bytes as they come: they open what we sealed if it is typed composed."""
    composed, decomposed = (unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD"))
    theirs = typage("seal-passphrase", decomposed, data=PLAINTEXTS[3])
    assert unseal(theirs, [ScryptIdentity(decomposed)]) == PLAINTEXTS[3]
    ours = seal_with_passphrase(PLAINTEXTS[3], decomposed, work_factor=12)
    assert typage("open-passphrase", composed, data=ours) == PLAINTEXTS[3]
