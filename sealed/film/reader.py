"""Judges a film without opening it: what the journal's signature covers, against the files in the folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sealed.errors import CutShort, Damaged, FilmError, Finding, Missing, NoKey, Reordered, Swapped, UnknownRecorder
from sealed.film import after
from sealed.film.facts import Facts
from sealed.film.journal import SEALED
from sealed.film.objects import check_object
from sealed.film.verified import Verified, check_name, read_facts, read_verified
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

Progress = Callable[[int, int], None]
MANY = 10


ERRORS = {kind.finding: kind for kind in (UnknownRecorder, Damaged, Missing, Reordered, Swapped, NoKey, CutShort)}


class Report(msgspec.Struct, frozen=True):
    """A judgement. Everything but `finding` and `details` counts only what the signature covers.

    `seconds` is the film's length, `bytes` its sealed objects' sizes, `lines` the journal's lines; `signer` is the
    signing key's fingerprint, `name` what the list of signers calls it (None without a list), `end` why the film ended.
    """

    finding: Finding
    details: tuple[str, ...] = ()
    facts: Facts | None = None
    segments: int = 0
    marks: int = 0
    seconds: float = 0.0
    frames: int = 0
    delivered: int | None = None
    bytes: int = 0
    lines: int = 0
    end: str | None = None
    signer: str | None = None
    name: str | None = None

    def check(self) -> None:
        """Raise the error that belongs to the finding; return if the film is complete."""
        if self.finding in ERRORS:
            raise ERRORS[self.finding](" ".join(self.details))

    def check_objects(self) -> None:
        """As `check`, but a film that was cut short is as good as a complete one."""
        if self.finding is not Finding.CUT_SHORT:
            self.check()


def examine(folder: Path, signers: Signers | None = None, progress: Progress | None = None) -> Report:
    """Judge the film in `folder`. Findings are in the report, never raised.

    Reads every object once, in small pieces. `progress` is called with the bytes read and the bytes to read.
    """
    try:
        verified = read_verified(folder, signers)
    except FilmError as error:
        return Report(error.finding, (error.cause,))
    problems = list(_problems(folder, verified, progress or (lambda _done, _total: None)))
    facts = None
    try:
        facts = read_facts(folder, verified)
        check_name(folder, facts)
    except FilmError as error:
        problems.insert(0, error)
    return _report(verified, facts, problems)


def strays(folder: Path, verified: Verified) -> Iterator[str]:
    """Names in the folder that only an object of the film may have, and that the signature does not cover."""
    known = {entry.name for entry in verified.entries}
    with os.scandir(folder) as found:
        for file in found:
            if file.name not in known and SEALED.fullmatch(file.name):
                yield file.name


def _problems(folder: Path, verified: Verified, progress: Progress) -> Iterator[FilmError]:
    done = 0
    total = sum(entry.size for entry in verified.entries[1:])

    def read(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    macs = verified.macs
    for entry in verified.entries[1:]:
        try:
            check_object(folder, entry, macs, read)
        except FilmError as error:
            yield error
    try:
        if verified.chain.end is not None:
            for name in strays(folder, verified):
                yield Damaged(f"{name} is not in the journal.")
        yield from after.problems(folder, verified, lambda _count: None)
    except OSError as error:
        yield Damaged(f"The folder cannot be read: {error.strerror}.")


def _report(verified: Verified, facts: Facts | None, problems: list[FilmError]) -> Report:
    chain = verified.chain
    if problems:
        finding = min((problem.finding for problem in problems), key=list(Finding).index)
        details = tuple(problem.cause for problem in problems if problem.finding is finding)
        if len(details) > MANY:
            details = (*details[:MANY], f"And {len(details) - MANY} more.")
    else:
        finding = Finding.COMPLETE if verified.whole else Finding.CUT_SHORT
        details = ()
    return Report(
        finding,
        details,
        facts,
        segments=chain.segments,
        marks=chain.marks,
        seconds=chain.duration / 1e9,
        frames=chain.frames,
        delivered=chain.end.delivered if chain.end else None,
        bytes=sum(entry.size for entry in verified.entries),
        lines=chain.n,
        end=chain.end.end if chain.end else None,
        signer=sshsig.fingerprint(verified.key),
        name=verified.name,
    )
