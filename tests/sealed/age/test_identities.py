"""Identity files and recipients: what is read, what is refused, and that no secret leaks on the way."""

from datetime import UTC, datetime

import pytest

from sealed.age import generate, parse_recipient, read_identities, seal_with_passphrase
from sealed.age.bech32 import encode
from sealed.age.errors import (
    BadIdentity,
    BadRecipient,
    Damaged,
    MixedRecipients,
    PassphraseNeeded,
    WrongPassphrase,
)
from sealed.age.hybrid import HybridIdentity
from sealed.age.identities import LONGEST
from sealed.age.x25519 import X25519Identity
from tests.sealed.age.test_armor import armor

# the standard's own examples
SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
HYBRID_SECRET = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
HYBRID_PUBLIC = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzx"  # and so on


@pytest.mark.parametrize("post_quantum", [True, False])
def test_a_new_identity_reads_back(post_quantum: bool) -> None:
    identity = generate(post_quantum)
    [read] = read_identities(identity.secret().encode())
    assert read == identity
    assert str(read.recipient) == str(identity.recipient)
    assert parse_recipient(str(identity.recipient)) == identity.recipient
    assert generate(post_quantum) != identity


def test_the_forms_are_those_of_the_standard() -> None:
    [identity] = read_identities(SECRET.encode())
    assert str(identity.recipient) == PUBLIC
    assert identity.secret() == SECRET
    [hybrid] = read_identities(HYBRID_SECRET.encode())
    assert str(hybrid.recipient).startswith(HYBRID_PUBLIC)
    assert hybrid.secret() == HYBRID_SECRET
    assert len(str(hybrid.recipient)) == 1959


def test_comments_blank_lines_and_several_keys() -> None:
    text = f"# created: {datetime.now(UTC)}\n# public key: {PUBLIC}\n\n{SECRET}\r\n  {HYBRID_SECRET}  \n#"
    first, second = read_identities(text.encode())
    assert isinstance(first, X25519Identity)
    assert isinstance(second, HybridIdentity)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (b"", "no secret key"),
        (b"# only a comment\n", "no secret key"),
        (b"\xff\xfe\x00", "not a text"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n", "an SSH key"),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO", "an SSH key"),
        (b"#" * (LONGEST + 1), "too large"),
        (b"A" * 5000, "line 1: it is too long"),
        (PUBLIC.encode(), "line 1: not a secret key"),
        (SECRET.lower().encode(), "line 1: not a secret key"),
        (b"# one\n" + SECRET[:-1].encode() + b"Q", "line 2: its checksum"),
        (b"\n\n" + SECRET[:-7].encode(), "line 3"),
        (b"AGE-PLUGIN-YUBIKEY-1QQPSXQYZQDZE3RG", "line 1: keys that live in a plugin"),
        (encode("AGE-SECRET-KEY-", bytes(31)).encode(), "line 1: not a secret key"),
        (encode("AGE-SECRET-KEY-PQ-", bytes(64)).encode(), "line 1: not a secret key"),
    ],
)
def test_what_is_no_identity_file(text: bytes, detail: str) -> None:
    with pytest.raises(BadIdentity, match=detail) as caught:
        read_identities(text)
    assert SECRET[20:40] not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + f"# created\r\n{SECRET}\r\n".encode(),
        f"# created\r\n{SECRET}\r\n".encode("utf-16"),
        f"\ufeff{SECRET}\n".encode("utf-16-be"),
        f"  # created\u2028\n{SECRET}".encode(),
    ],
    ids=["Notepad", "PowerShell", "big-endian", "comments"],
)
def test_an_identity_file_from_windows(data: bytes) -> None:
    assert [identity.secret() for identity in read_identities(data)] == [SECRET]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "too short"),
        ("age1", "too short"),
        (PUBLIC[:-1] + "q", "checksum"),
        (PUBLIC.upper(), "not supported"),
        (encode("age", bytes(31)), "not supported"),
        (encode("age1pq", bytes(32)), "not supported"),
        (encode("age1yubikey", bytes(33)), "not supported"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO", "it"),
        (SECRET, "secret key; show it to nobody"),
        (HYBRID_SECRET.lower(), "secret key; show it to nobody"),
        (encode("age", bytes(32)), "not a sound key"),
        (encode("age", b"\1" + bytes(31)), "not a sound key"),
        (encode("age1pq", b"\xff" * 1216), "not a sound key"),
        (encode("age1pq", bytes(1216)), "not a sound key"),
    ],
)
def test_what_is_no_recipient(text: str, detail: str) -> None:
    with pytest.raises(BadRecipient, match=detail) as caught:
        parse_recipient(text)
    assert not isinstance(caught.value, MixedRecipients)
    assert SECRET[20:40] not in str(caught.value)


@pytest.mark.parametrize("armored", [False, True])
def test_a_protected_identity_file(armored: bool) -> None:
    protected = bytes(seal_with_passphrase(SECRET.encode(), "tea", work_factor=4))
    data = b"\n" + armor(protected) if armored else protected
    asked = []

    def passphrase() -> str:
        asked.append(True)
        return "tea"

    [identity] = read_identities(data, passphrase)
    assert identity.secret() == SECRET
    assert asked == [True]
    with pytest.raises(WrongPassphrase):
        read_identities(data, lambda: "coffee")
    with pytest.raises(PassphraseNeeded):
        read_identities(data)


def test_a_passphrase_is_asked_only_if_it_is_needed() -> None:
    def passphrase() -> str:
        raise AssertionError("asked")

    read_identities(SECRET.encode(), passphrase)


def test_damage_in_a_protected_file_is_told_from_a_wrong_passphrase() -> None:
    protected = seal_with_passphrase(SECRET.encode(), "tea", work_factor=4)
    protected[-1] ^= 1
    with pytest.raises(Damaged):
        read_identities(bytes(protected), lambda: "tea")
    with pytest.raises(BadIdentity, match="line 1"):
        read_identities(bytes(seal_with_passphrase(b"hello", "tea", work_factor=4)), lambda: "tea")


@pytest.mark.parametrize("secret", [SECRET, HYBRID_SECRET])
def test_the_secret_never_shows_by_accident(secret: str) -> None:
    [identity] = read_identities(secret.encode())
    seed = identity.seed  # type: ignore[attr-defined]
    for shown in (repr(identity), str(identity), f"{identity!r}"):
        assert secret not in shown
        assert repr(seed) not in shown
        assert seed.hex() not in shown
