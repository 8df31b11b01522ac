"""A case's events on the disk: each sealed to the case's key, in a journal that the desk signs.

An event counts from the moment that the signature covers it, and `append` returns only then. What a cut left behind it
is removed when the log is opened again: nobody was shown it as saved.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.cases import events
from desk.cases.chain import FACTS, NAMESPACE, CaseFacts, EventChain, event_name
from desk.cases.events import AnyEvent, Saved
from desk.errors import LogDamaged
from sealed.age import Identity, header_mac, seal, unseal
from sealed.age.errors import AgeError
from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder
from sealed.errors import FilmError
from sealed.film.facts import Recorder, fingerprint
from sealed.film.journal import JOURNAL, SIGNATURE, Entry, encode
from sealed.film.objects import read_object
from sealed.film.verified import Verified, read_verified
from sealed.ssh import sshsig

EVENT = re.compile(r"[0-9]{6}\.event\.age")


class CaseLog:
    """Hold the desk's lock around each call. Raises LogDamaged, OSError."""

    def __init__(self, folder: Path, identities: Sequence[Identity], signer: Ed25519PrivateKey, disk: Disk) -> None:
        """Nothing is read yet. `identities`: the case's key, and those that it replaces; the log is sealed to one."""
        self.identities, self._identity = tuple(identities), identities[0]
        self._folder, self._signer, self._disk = folder, signer, disk
        self._chain = EventChain()
        self._known: tuple[int, int] | None = None
        self._events: list[Saved] = []

    @classmethod
    def create(
        cls, folder: Path, desk: str, identity: Identity, signer: Ed25519PrivateKey, first: Saved, disk: Disk
    ) -> None:
        """Make the folder with its first event, or not at all: until then it is named `.CODE.tmp`."""
        facts = CaseFacts(
            format=1,
            case=folder.name,
            desk=Recorder(desk, sshsig.key_line(sshsig.public_bytes(signer))),
            recipient=fingerprint(str(identity.recipient)),
            opened=first.when,
        )
        beginning = folder.with_name(f".{folder.name}{TEMPORARY}")
        _remove(beginning, disk)
        disk.make_folder(beginning)
        log = cls(beginning, [identity], signer, disk)
        with Folder(beginning, disk) as files:
            files.put_loosely(JOURNAL, b"")
            files.put_loosely(FACTS, facts.encode())
            log._record(files, log._chain.entry(FACTS, facts.encode(), None, None))
            log._add(files, first)
        with Folder(folder.parent, disk) as above:
            above.rename(beginning.name, folder.name)
            above.sync()

    @property
    def events(self) -> list[Saved]:
        """All events, read anew if the log was changed since."""
        if self._known is None or self._known != self._state():
            self._load()
        return self._events

    def append(self, event: AnyEvent, when: str) -> Saved:
        """Save one event. When this returns, a power cut does not lose it; if it raises, it may or may not be there."""
        saved = Saved(len(self.events), when, event)
        self._known = None  # whatever goes wrong from here on: read again what is there
        with Folder(self._folder, self._disk) as files:
            self._add(files, saved)
        self._events = [*self._events, saved]
        self._known = self._state()
        return saved

    def _add(self, files: Folder, saved: Saved) -> None:
        sealed = seal(events.encode(saved), [self._identity.recipient])
        line = self._chain.entry(event_name(saved.n), sealed, header_mac(sealed), None)
        self._chain.check(encode(line))
        files.put(line.name, sealed)
        self._record(files, line)

    def _record(self, files: Folder, line: Entry) -> None:
        raw = encode(line)
        journal = files.appender(JOURNAL)
        try:
            journal.append(raw)
        finally:
            journal.close()
        files.put(SIGNATURE, sshsig.sign(self._signer, raw, NAMESPACE).encode())
        self._chain.accept(raw)

    def _load(self) -> None:
        code = self._folder.name
        try:
            chain = EventChain()
            verified = read_verified(self._folder, None, chain, NAMESPACE)
            self._check_facts(verified)
            found = [self._event(n, entry, verified) for n, entry in enumerate(verified.entries[1:])]
        except FilmError as error:
            raise LogDamaged(code=code, cause=error.cause.removesuffix("."), folder=self._folder) from error
        self._drop_unsigned(verified)
        self._chain, self._events, self._known = chain, found, self._state()

    def _check_facts(self, verified: Verified) -> None:
        try:
            facts = CaseFacts.decode(read_object(self._folder, verified.entries[0], {}))
        except ValueError as error:
            raise self._damaged(f"{FACTS} is not of a form that this program knows ({error})") from error
        if verified.key != sshsig.public_bytes(self._signer) or facts.desk.key != sshsig.key_line(verified.key):
            raise self._damaged("they are signed by another desk")
        if facts.case != self._folder.name:
            raise self._damaged(f"they are those of the case {facts.case}")
        found = (each for each in self.identities if fingerprint(str(each.recipient)) == facts.recipient)
        if (identity := next(found, None)) is None:
            raise self._damaged("they are sealed to another key of the case")
        self._identity = identity

    def _event(self, n: int, entry: Entry, verified: Verified) -> Saved:
        try:
            saved = events.decode(bytes(unseal(read_object(self._folder, entry, verified.macs), [self._identity])))
        except (AgeError, ValueError) as error:
            raise self._damaged(f"{entry.name} is signed, but cannot be read ({error})") from error
        if saved.n != n:
            raise self._damaged(f"{entry.name} holds another event")
        return saved

    def _damaged(self, cause: str) -> LogDamaged:
        return LogDamaged(code=self._folder.name, cause=cause, folder=self._folder)

    def _drop_unsigned(self, verified: Verified) -> None:
        """Remove what a cut left behind the signed lines."""
        known = {entry.name for entry in verified.entries} | {JOURNAL, SIGNATURE}
        names = {path.name for path in self._folder.iterdir()}
        strays = {name for name in names - known if EVENT.fullmatch(name.removesuffix(TEMPORARY))}
        strays |= names & {name + TEMPORARY for name in (JOURNAL, SIGNATURE, FACTS)}
        torn = (self._folder / JOURNAL).stat().st_size != len(verified.signed)
        if not (strays or torn):
            return
        with Folder(self._folder, self._disk) as files:
            for name in sorted(strays):
                files.remove(name)
            files.sync()
            if torn:
                files.put(JOURNAL, verified.signed)

    def _state(self) -> tuple[int, int]:
        return log_state(self._folder)


def log_state(folder: Path) -> tuple[int, int]:
    """What is another as soon as an event was added to the log, by whichever program. No key is needed."""
    about = (folder / JOURNAL).stat()
    return about.st_size, about.st_mtime_ns


def _remove(folder: Path, disk: Disk) -> None:
    """Remove a log that a cut kept from beginning."""
    if folder.is_dir():
        with Folder(folder, disk) as files:
            for path in folder.iterdir():
                files.remove(path.name)
            disk.remove_folder(folder)
