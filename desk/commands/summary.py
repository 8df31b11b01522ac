"""`attune desk summary`, `hold` and `practice`: what is kept before and after the end of a case."""

import json
import secrets
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk import words
from desk.cases.ending_events import HoldLifted, HoldPlaced, SummaryWritten
from desk.commands.common import json_option, unlocked
from desk.completion import practice as log
from desk.completion.papers import summary_pdf
from desk.output import whole_file
from desk.unlocked import Desk
from desk.writing import today
from sealed.text_file import read_text

TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("code")
@click.option("--text", type=TEXT, metavar="FILE", help="Save the text of this file as the summary.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it as a PDF.")
@click.option("--language", default="en", show_default=True, help="The PDF's language.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@unlocked
def summary(desk: Desk, code: str, text: Path | None, to: Path | None, language: str, force: bool) -> None:
    """Write the summary for the record, which a service keeps where the film is not kept.

    \b
      attune desk summary K-17 --text words.txt     saves the words
      attune desk summary K-17 --to K-17.pdf        prints them, with question, reviews and agreed points

    \b
    Exit codes
      0  saved, written or shown
      2  usage, there is no such case or no summary, or FILE is no text
      7  refused: a file is there already
      1  anything else
    """
    if text is not None:
        try:
            event = msgspec.convert({"kind": "summary-written", "text": read_text(text)}, SummaryWritten)
        except (UnicodeDecodeError, msgspec.ValidationError) as error:
            raise Failure(f"{text} is no summary: {words.unfit(error)}.", Exit.USAGE) from error
        desk.append(code, event)
    case = desk.case(code)
    if to is not None:
        with whole_file(to, force) as file:
            file.write(summary_pdf(desk, case, today(), language))
        click.echo(f"Written: {to}")
    elif case.summary:
        click.echo(words.plain(case.summary))
    else:
        raise Failure(f"{code} has no summary yet. Write one: --text FILE.", Exit.USAGE)


@click.command()
@click.argument("code")
@click.option("--who", help="Who asks that it is kept, or who lifts the hold.")
@click.option("--why", help="Why: the law, or the safety of somebody.")
@click.option("--film", help="This film alone.")
@click.option("--lift", metavar="ID", help="Lift this hold.")
@unlocked
def hold(desk: Desk, code: str, who: str | None, why: str | None, film: str | None, lift: str | None) -> None:
    """Hold a case, or one film, where law or safeguarding demands that it is kept; list and lift holds.

    \b
      attune desk hold K-17 --who "Children's services" --why "Court order of 3 May"
      attune desk hold K-17 --lift 0123456789abcdef --who "Children's services"

    \b
    Exit codes
      0  placed, lifted or listed
      2  usage, or there is no such case, film or hold
      1  anything else
    """
    case = desk.case(code)
    if lift is not None:
        if all(each.id != lift for each in case.held()):
            raise Failure(f"{code} has no hold {lift}. `attune desk hold {code}` lists those that stand.", Exit.USAGE)
        desk.append(code, HoldLifted(id=lift, who=_said("--who", who), day=today()))
    elif who is not None or why is not None or film is not None:
        if film is not None and all(each.film != film for each in case.films):
            raise Failure(f"{code} has no film {film}. `attune desk films` lists those there are.", Exit.USAGE)
        said_by, reason = _said("--who", who), _said("--why", why)
        desk.append(code, HoldPlaced(id=secrets.token_hex(8), day=today(), who=said_by, why=reason, film=film))
    found = desk.case(code).held()
    for each in found:
        about = f"{words.plain(each.who)}: {words.plain(each.why)}"
        click.echo(f"{each.id}  {each.day}  {about}  {each.film or ''}".rstrip())
    if not found:
        click.echo("No hold stands.")


def _said(option: str, text: str | None) -> str:
    if not (said := (text or "").strip()):
        raise Failure(f"A hold names who and why: {option} is missing.", Exit.USAGE)
    return said


@click.command()
@json_option
@unlocked
def practice(desk: Desk, as_json: bool) -> None:
    """Show the practice log: films, shared reviews and cycles of cases that ended, for accreditation. No codes."""
    found = log.practice(desk)
    if as_json:
        click.echo(json.dumps([{"ended": str(each.ended), **msgspec.structs.asdict(each.counts)} for each in found]))
        return
    for each in found:
        counts = each.counts
        click.echo(f"{each.ended}  {_counted(counts.films, counts.reviews, counts.cycles)}")
    total = [sum(getattr(each.counts, name) for each in found) for name in ("films", "reviews", "cycles")]
    click.echo(f"{words.count(len(found), 'case')}  {_counted(*total)}")


def _counted(films: int, reviews: int, cycles: int) -> str:
    return f"{words.count(films, 'film')}  {words.count(reviews, 'review')}  {words.count(cycles, 'cycle')}"
