"""Judges a film without opening it: what the journal's signature vouches for, against what lies in the folder."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sealed.errors import CutShort, Damaged, FilmError, Finding, Missing, NoKey, Reordered, Swapped, UnknownRecorder
from sealed.film.facts import Facts
from sealed.film.journal import INIT, RECORD, SEGMENT
from sealed.film.objects import check_object
from sealed.film.verified import Verified, check_name, read_facts, read_vouched
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

Progress = Callable[[int, int], None]
MANY = 10


ERRORS = {kind.finding: kind for kind in (UnknownRecorder, Damaged, Missing, Reordered, Swapped, NoKey, CutShort)}


@dataclass(frozen=True, slots=True)
class Report:
    """A judgement. Everything but `finding` and `details` counts only what the signature vouches for.

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
    """Judge the film in `folder`, whatever lies there; never raises for what it finds.

    Reads every object once, in small pieces. `progress` is told the bytes read and the bytes to read.
    """
    try:
        vouched = read_vouched(folder, signers)
    except FilmError as error:
        return Report(error.finding, (error.cause,))
    problems = list(_problems(folder, vouched, progress or (lambda _done, _total: None)))
    facts = None
    try:
        facts = read_facts(folder, vouched)
        check_name(folder, facts)
    except FilmError as error:
        problems.insert(0, error)
    return _report(vouched, facts, problems)


def strays(folder: Path, vouched: Verified) -> Iterator[str]:
    """Names in the folder that only an object of the film may have, and that the signature does not vouch for."""
    known = {entry.name for entry in vouched.entries}
    with os.scandir(folder) as found:
        for file in found:
            if file.name not in known and (
                file.name == INIT or SEGMENT.fullmatch(file.name) or RECORD.fullmatch(file.name)
            ):
                yield file.name


def _problems(folder: Path, vouched: Verified, progress: Progress) -> Iterator[FilmError]:
    done = 0
    total = sum(entry.size for entry in vouched.entries[1:])

    def read(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    macs = vouched.macs
    for entry in vouched.entries[1:]:
        try:
            check_object(folder, entry, macs, read)
        except FilmError as error:
            yield error
    try:
        if vouched.chain.end is not None:
            for name in strays(folder, vouched):
                yield Damaged(f"{name} is not in the journal.")
    except OSError as error:
        yield Damaged(f"The folder cannot be read: {error.strerror}.")


def _report(vouched: Verified, facts: Facts | None, problems: list[FilmError]) -> Report:
    chain = vouched.chain
    if problems:
        finding = min((problem.finding for problem in problems), key=list(Finding).index)
        details = tuple(problem.cause for problem in problems if problem.finding is finding)
        if len(details) > MANY:
            details = (*details[:MANY], f"And {len(details) - MANY} more.")
    else:
        finding = Finding.COMPLETE if vouched.whole else Finding.CUT_SHORT
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
        bytes=sum(entry.size for entry in vouched.entries),
        lines=chain.n,
        end=chain.end.end if chain.end else None,
        signer=sshsig.fingerprint(vouched.key),
        name=vouched.name,
    )
