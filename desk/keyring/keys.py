"""What a keyring holds, and its text: an age identity file whose first line says what each key is for."""

import base64
from typing import Annotated, Literal, Self, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sealed.age import Identity, generate, read_identities
from sealed.age.errors import AgeError
from sealed.film.facts import FINGERPRINT, UTC_TIME, fingerprint
from sealed.film.records import Identifier
from sealed.papers.case_paper import CASE
from sealed.strict import Strict, unreadable

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
T = TypeVar("T")
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f\x7f\"*?,!]+$(?!\n)")]
PACK = "PACK-"
"""How the codes of colleagues' packs begin."""

HEAD = b"# attune "
LONGEST = 8 << 20


class Backup(Strict, frozen=True, forbid_unknown_fields=True):
    """A copy of the keyring under a passphrase of its own: where it was written, when, and of which state.

    `id` stands in the copy itself: two sticks may be found at one path in turn. `sequence` is 0 until it was read back
    once.
    """

    id: Identifier
    path: str
    when: Time
    sequence: int


class Forgotten(Strict, frozen=True, forbid_unknown_fields=True):
    """A key that was destroyed, by the fingerprint of its recipient."""

    recipient: Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
    when: Time


class _Head(Strict, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    keyring: Literal[1]
    desk: Name
    sequence: Annotated[int, msgspec.Meta(ge=1)]
    signing: str
    cases: dict[str, Time]
    backups: tuple[Backup, ...]
    forgotten: tuple[Forgotten, ...]
    former: dict[str, tuple[Time, ...]] = msgspec.field(default_factory=dict)
    copy: Identifier | None = None


class CaseKey(msgspec.Struct, frozen=True):
    """A case's identity, and since when."""

    since: str
    identity: Identity


class Keyring(msgspec.Struct, frozen=True, kw_only=True):
    """A state of the keyring. `own` opens films made without a case card; `sequence` rises with each change.

    `copy`: the backup that this is.
    """

    desk: str
    sequence: int
    signer: Ed25519PrivateKey
    own: Identity
    cases: dict[str, CaseKey] = {}
    backups: tuple[Backup, ...] = ()
    forgotten: tuple[Forgotten, ...] = ()
    former: dict[str, tuple[CaseKey, ...]] = {}
    copy: str | None = None

    @classmethod
    def new(cls, desk: str, own: Identity | None = None) -> Self:
        """A keyring without cases. Raises ValueError for a name that a list of signers cannot hold."""
        msgspec.convert(desk, Name)
        return cls(desk=desk, sequence=1, signer=Ed25519PrivateKey.generate(), own=own or generate())

    def with_case(self, code: str, key: CaseKey) -> Self:
        """With one case more, or another key for it."""
        return self._next(cases={**self.cases, code: key})

    def with_new_key(self, code: str, key: CaseKey) -> Self:
        """With a new key for the case; the one before is kept beside it."""
        former = (*self.former.get(code, ()), self.cases[code])
        return self._next(cases={**self.cases, code: key}, former={**self.former, code: former})

    def without_former(self, code: str, when: str) -> Self:
        """With the case's former keys gone, and their fingerprints noted."""
        gone = tuple(_forgotten(key, when) for key in self.former.get(code, ()))
        return self._next(former=_without(self.former, code), forgotten=(*self.forgotten, *gone))

    def without_case(self, code: str, when: str) -> Self:
        """With all of the case's keys gone, and their fingerprints noted."""
        gone = tuple(_forgotten(key, when) for key in (*self.former.get(code, ()), self.cases[code]))
        kept = {"cases": _without(self.cases, code), "former": _without(self.former, code)}
        return self._next(**kept, forgotten=(*self.forgotten, *gone))

    def keys_of(self, code: str) -> tuple[Identity, ...]:
        """What opens the case: its key, and those that it replaces. Empty if there is no such case."""
        keys = (self.cases[code], *self.former.get(code, ())) if code in self.cases else ()
        return tuple(key.identity for key in keys)

    def for_backup(self, backup: str) -> Self:
        """As this backup holds it.

        Without the keys of colleagues' packs: a pack that was erased must not come back, and can be sent again.
        """
        cases = {code: key for code, key in self.cases.items() if not code.startswith(PACK)}
        return msgspec.structs.replace(self, cases=cases, copy=backup)

    def with_backup(self, backup: Backup) -> Self:
        """With one more backup known; one with the same id was replaced."""
        known = {each.id: each for each in self.backups} | {backup.id: backup}
        return self._next(backups=tuple(known.values()))

    def named_backups(self) -> dict[str, Backup]:
        """By their paths; "PATH (2)" is the second that was found there. A name stays with its backup."""
        named: dict[str, Backup] = {}
        for each in self.backups:
            number = sum(other.path == each.path for other in named.values()) + 1
            named[each.path if number == 1 else f"{each.path} ({number})"] = each
        return named

    def _next(self, **changes: object) -> Self:
        return msgspec.structs.replace(self, sequence=self.sequence + 1, **changes)

    def encode(self) -> bytes:
        """The text: one line of JSON behind `# attune `, then the desk's own key, one a case, former ones, in order."""
        seed = self.signer.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        head = _Head(
            1,
            self.desk,
            self.sequence,
            base64.b64encode(seed).decode(),
            {code: key.since for code, key in self.cases.items()},
            self.backups,
            self.forgotten,
            {code: tuple(key.since for key in keys) for code, keys in self.former.items()},
            self.copy,
        )
        former = (key for keys in self.former.values() for key in keys)
        keys = [self.own, *(key.identity for key in (*self.cases.values(), *former))]
        return b"\n".join([HEAD + msgspec.json.encode(head), *(key.secret().encode() for key in keys), b""])

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read the text. Raises ValueError, which names no secret."""
        first, _, rest = data.partition(b"\n")
        if not first.startswith(HEAD):
            raise ValueError("its first line is not a keyring's")
        try:
            head = msgspec.json.decode(first.removeprefix(HEAD), type=_Head)
            own, *keys = read_identities(rest)
            signer = Ed25519PrivateKey.from_private_bytes(base64.b64decode(head.signing, validate=True))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AgeError, ValueError) as error:
            raise ValueError(unreadable(error)) from None
        count = len(head.cases) + sum(map(len, head.former.values()))
        if (
            len(keys) != count
            or not all(map(CASE.fullmatch, head.cases))
            or not head.former.keys() <= head.cases.keys()
        ):
            raise ValueError("it has not one key for each case")
        following = iter(keys)
        cases = {code: CaseKey(since, next(following)) for code, since in head.cases.items()}
        former = {code: tuple(CaseKey(each, next(following)) for each in since) for code, since in head.former.items()}
        return cls(
            desk=head.desk,
            sequence=head.sequence,
            signer=signer,
            own=own,
            cases=cases,
            backups=head.backups,
            forgotten=head.forgotten,
            former=former,
            copy=head.copy,
        )


def _without(keys: dict[str, T], code: str) -> dict[str, T]:
    return {each: key for each, key in keys.items() if each != code}


def _forgotten(key: CaseKey, when: str) -> Forgotten:
    return Forgotten(fingerprint(str(key.identity.recipient)), when)
