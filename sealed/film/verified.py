"""What the signature of a film covers: the part of a reader's judgement that needs no object of the film."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path

from msgspec import UNSET

from sealed.errors import Damaged, SignatureError, Swapped, UnknownRecorder
from sealed.film.facts import FILM_ID, LONGEST, Facts
from sealed.film.journal import (
    FACTS,
    JOURNAL,
    LONGEST_JOURNAL,
    LONGEST_LINE,
    NAMESPACE,
    SIGNATURE,
    Chain,
    Entry,
    Malformed,
)
from sealed.film.objects import read_object, read_small
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

RACES = 100  # a film grows by a line a second, so the second try wins


@dataclass(frozen=True)
class Verified:
    """The signed lines, their bytes, the signer's public key, and the name that the list of signers gives it."""

    chain: Chain
    signed: bytes
    key: bytes
    name: str | None

    @property
    def entries(self) -> list[Entry]:
        """A line for each object, in order."""
        return self.chain.entries

    @cached_property
    def macs(self) -> dict[str, str]:
        """The name of each sealed object, by its MAC."""
        return {entry.mac: entry.name for entry in self.entries if entry.mac is not UNSET}

    @property
    def whole(self) -> bool:
        """Whether the film was closed by its recorder; if not, it was cut short."""
        return self.chain.end is not None and self.chain.end.end != "cut"


def read_verified(
    folder: Path, signers: Signers | None, chain: Chain | None = None, namespace: str = NAMESPACE
) -> Verified:
    """Read journal and signature. Raises Missing, Damaged, or UnknownRecorder if the signer is not on a list given.

    A journal of another kind than a film's has a `chain` (an empty one) and a `namespace` of its own.
    """
    text, journal = _read_both(folder)
    try:
        signature = sshsig.parse(text)
    except SignatureError as error:
        raise Damaged(f"{SIGNATURE} was changed: {error.cause}") from error
    covered = _covered(signature, journal, namespace)
    if signers and not signers.lists(signature.key, NAMESPACE):
        raise UnknownRecorder(f"The film is signed by {sshsig.fingerprint(signature.key)}, which is not on the list.")
    chain = chain or Chain()
    try:
        for line in BytesIO(journal[:covered]):
            chain.accept(line)
    except Malformed as error:
        raise Damaged(f"The journal was changed: {error}.") from error
    _judge_rest(chain, journal[covered:])
    verified = Verified(chain, journal[:covered], signature.key, None)
    return replace(verified, name=_name(folder, verified, signers)) if signers else verified


def read_facts(folder: Path, verified: Verified) -> Facts:
    """film.json, once its bytes are known to be the signed ones. Raises Damaged."""
    line = verified.entries[0]
    if line.size > LONGEST:
        raise Damaged(f"{FACTS} is far too long.")
    try:
        facts = Facts.decode(read_object(folder, line, {}))
    except ValueError as error:
        raise Damaged(f"{FACTS} is not of a form that this program knows: {error}.") from error
    if facts.recorder.key != sshsig.key_line(verified.key):
        raise Damaged(f"{FACTS} names another recorder than the one that signed the film.")
    return facts


def check_name(folder: Path, facts: Facts) -> None:
    """Raise Swapped if the folder has the name of a film, but another film lies in it."""
    name = Path(os.path.abspath(folder)).name  # noqa: PTH100  # resolve() would follow a link and lose the name given
    if FILM_ID.fullmatch(name) and name != facts.film:
        raise Swapped(f"The folder is named {name}, but the film in it is {facts.film}.")


def _name(folder: Path, verified: Verified, signers: Signers) -> str:
    """What the list calls the recorder at the time when the film says it began. Raises UnknownRecorder, Damaged."""
    if name := signers.name(verified.key, NAMESPACE, None):
        return name
    if name := signers.name(verified.key, NAMESPACE, read_facts(folder, verified).started.when):
        return name
    who = sshsig.fingerprint(verified.key)
    raise UnknownRecorder(f"The film is signed by {who}, which is on the list, but not for the time the film began.")


def _read_both(folder: Path) -> tuple[bytes, bytes]:
    """Signature and journal as they were at one instant, even of a film that is being written."""
    text = read_small(folder / SIGNATURE, sshsig.LONGEST)
    for _ in range(RACES):
        journal = read_small(folder / JOURNAL, LONGEST_JOURNAL)
        before, text = text, read_small(folder / SIGNATURE, sshsig.LONGEST)
        if text == before:
            break
    return text, journal


def _covered(signature: sshsig.Signature, journal: bytes, namespace: str) -> int:
    """How many bytes the signature covers: all whole lines, or all but the last, which a cut left unsigned."""
    end = len(journal)
    for _ in range(2):
        end = journal.rfind(b"\n", 0, end) + 1
        if end:
            start = journal.rfind(b"\n", 0, end - 1) + 1
            try:
                signature.verify(journal[start:end], namespace)
            except SignatureError:
                end -= 1
                continue
            return end
    raise Damaged("The signature does not match the journal.")


def _judge_rest(chain: Chain, rest: bytes) -> None:
    """Allow after the signed lines what a power cut leaves: one line, or a part of one; nothing after the end."""
    if rest and chain.end is not None:
        raise Damaged("Something follows the end of the journal.")
    if len(rest) > LONGEST_LINE or b"\n" in rest[:-1]:
        raise Damaged("The journal ends in something that no power cut leaves.")
