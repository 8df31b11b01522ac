"""`attune marks`: the moments that were pointed out during the visit."""

import json
from pathlib import Path

import click
import msgspec

from desk import words
from desk.identities import identity_option, load
from desk.judging import film_argument, judged, read_signers, signers_option
from sealed.errors import CutShort
from sealed.film.decrypt import open_marks
from sealed.film.records import Consent, LaterConsent, Mark, Record, Visit, standing


@click.command()
@film_argument
@identity_option
@signers_option
@click.option("--json", "as_json", is_flag=True, help="Print all that was said as one JSON object; times in ns.")
def marks(film: Path, identity_files: tuple[Path, ...], signers_file: Path | None, as_json: bool) -> None:
    """List the marks of a film, the moments that were pointed out, and what was said before it.

    \b
      attune marks films/20261122-1405-k7qm -i key.txt

    Checks the recorder's signature and the marks themselves; `attune verify` checks the pictures as well. A mark that
    was taken back is not listed.

    \b
    Exit codes
      0  listed
      2  usage
      3  cut short: the marks until then were listed
      4  damaged, missing, reordered or swapped
      5  unknown recorder
      6  no key fits
      1  anything else
    """
    signers = read_signers(signers_file)
    records: list[Record] = []
    cut: CutShort | None = None
    with judged():
        try:
            for record in open_marks(film, load(identity_files), signers):
                records.append(record)
        except CutShort as error:
            cut = error
        found = standing(records)
        said = next((record for record in records if isinstance(record, Visit)), None)
        later = [record for record in records if isinstance(record, LaterConsent)]
        if as_json:
            facts = {"visit": msgspec.to_builtins(said) if said else None, "marks": msgspec.to_builtins(found)}
            given = [{"when": each.when, "consent": msgspec.to_builtins(each.consent)} for each in later]
            click.echo(json.dumps(facts | {"consent": given, "cut short": cut is not None}))
        else:
            lines = [*(before(said) if said else ()), *map(consent, later), *map(line, found)]
            click.echo("\n".join(lines) or "No marks.")
        if cut:
            raise cut


def before(visit: Visit) -> list[str]:
    """What was said before the film, a line each, and an empty line."""
    said = {
        "case": visit.case,
        "film": visit.film and f"{visit.film} of the case",
        "question": visit.question and words.plain(visit.question),
        "consent": given_to(visit.consent),
        "of": visit.about,
    }
    return [*(f"{name:<9} {value}" for name, value in said.items() if value), ""]


def consent(later: LaterConsent) -> str:
    """What they consented to once the film had begun."""
    return f"{'consent':<9} {later.when}: {given_to(later.consent)}"


def given_to(consent: Consent) -> str:
    """What was consented to."""
    to = [name for name, given in msgspec.structs.asdict(consent).items() if given]
    return ", ".join(to) or "to nothing was noted"


def line(mark: Mark) -> str:
    """`02:05.3  phone   receiving initiatives  She waits for him`."""
    principle = words.principle(mark.principle)
    text = f"{words.position(mark.at):>8}  {mark.by:<7}  {principle:<31}  {words.plain(mark.note or '')}"
    return text.rstrip()
