"""`attune verify`: check that a film is whole and who recorded it, without any key."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from attune.progress import progress
from desk import words
from desk.judging import EXITS, film_argument, judged, read_signers, signers_option
from sealed.errors import Finding
from sealed.film.reader import ERRORS, Report, examine


@click.command()
@film_argument
@signers_option
@click.option("--json", "as_json", is_flag=True, help="Print the judgement as one JSON object.")
def verify(film: Path, signers_file: Path | None, as_json: bool) -> None:
    """Check that a film is whole, and who recorded it.

    FILM is a film's folder, wherever it lies. No key is needed. Every byte is checked against the journal, and the
    journal against the recorder's signature. Whether that recorder is one of yours only your list can tell:

    \b
      attune verify --signers recorders films/20261122-1405-k7qm

    Each line of the list reads: NAME ssh-ed25519 AAAA…

    \b
    Exit codes
      0  complete
      2  usage
      3  cut short: all that was kept is good
      4  damaged, missing, reordered or swapped
      5  unknown recorder
      1  anything else
    """
    signers = read_signers(signers_file)
    with judged(), progress("Verifying", "bytes") as on_progress:
        report = examine(film, signers, on_progress)
    if as_json:
        click.echo(json.dumps(as_dict(report)))
    else:
        click.echo("\n".join(lines(report, film)))
    sys.exit(EXITS[report.finding])


def as_dict(report: Report) -> dict[str, Any]:
    """The judgement as a script wants it."""
    facts = report.facts
    return {
        "finding": report.finding.value,
        "exit": int(EXITS[report.finding]),
        "details": list(report.details),
        "film": facts.film if facts else None,
        "started": {"utc": facts.started.utc, "clock": facts.started.clock} if facts else None,
        "recorder": {"claims": facts.recorder.name if facts else None, "key": report.signer, "listed": report.name},
        "seconds": report.seconds,
        "segments": report.segments,
        "marks": report.marks,
        "frames": report.frames,
        "delivered": report.delivered,
        "bytes": report.bytes,
        "end": report.end,
    }


def lines(report: Report, film: Path) -> list[str]:
    """The judgement as a person wants it."""
    text = [report.finding.value]
    if report.facts:
        text += [f"  film      {report.facts.film}, begun {words.began(report.facts.started)}"]
    if report.lines:
        counts = (
            words.count(report.segments, "segment"),
            words.count(report.frames, "picture"),
            words.count(report.marks, "mark", "marks"),
            words.size(report.bytes),
        )
        text += [f"  length    {words.length(report.seconds)} ({', '.join(counts)})"]
        text += [f"  recorder  {recorder(report, film)}"]
    text += [f"  {words.plain(detail)}" for detail in report.details]
    if report.finding in ERRORS:
        text += [ERRORS[report.finding]().remedy]
    if report.finding is Finding.CUT_SHORT:
        text += ["`attune open` gives that part."]
    return text


def recorder(report: Report, film: Path) -> str:
    """Who recorded the film, and how far that was checked."""
    claims = report.facts.recorder.name if report.facts else "unknown"
    if report.name is None:
        return (
            f"calls itself {claims}, key {report.signer}; not checked"
            f"\n            To check it: attune verify --signers FILE {film}"
        )
    other = "" if claims == report.name else f" (calls itself {claims})"
    return f"{words.plain(report.name)}, on your list{other}"
