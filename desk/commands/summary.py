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
    """
    if text is not None:
        try:
            event = msgspec.convert({"kind": "summary-written", "text": read_text(text)}, SummaryWritten)
        except (UnicodeDecodeError, msgspec.ValidationError) as error:
            raise Failure(f"{text} is no summary: {error}.", Exit.USAGE) from error
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
@click.option("--who", default="", help="Who asks that it is kept, or who lifts the hold.")
@click.option("--why", default="", help="Why: the law, or the safety of somebody.")
@click.option("--film", help="This film alone.")
@click.option("--lift", metavar="ID", help="Lift this hold.")
@unlocked
def hold(desk: Desk, code: str, who: str, why: str, film: str | None, lift: str | None) -> None:
    """Hold a case, or one film, where law or safeguarding demands that it is kept; list and lift holds.

    \b
      attune desk hold K-17 --who "Children's services" --why "Court order of 3 May"
      attune desk hold K-17 --lift 0123456789abcdef --who "Children's services"
    """
    if who:
        kind = {"kind": "hold-lifted", "id": lift} if lift else {"kind": "hold-placed", "id": secrets.token_hex(8)}
        given = {**kind, "who": who, "day": today(), **({} if lift else {"why": why, "film": film})}
        try:
            desk.append(code, msgspec.convert(given, HoldLifted | HoldPlaced))
        except msgspec.ValidationError as error:
            raise Failure(f"This is no hold: {error}.", Exit.USAGE) from error
    found = desk.case(code).held()
    for each in found:
        about = f"{words.plain(each.who)}: {words.plain(each.why)}"
        click.echo(f"{each.id}  {each.day}  {about}  {each.film or ''}".rstrip())
    if not found:
        click.echo("No hold stands.")


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
        click.echo(f"{each.ended}  {counts.films} films  {counts.reviews} reviews  {counts.cycles} cycles")
    total = [sum(getattr(each.counts, name) for each in found) for name in ("films", "reviews", "cycles")]
    click.echo(f"{len(found)} cases  {total[0]} films  {total[1]} reviews  {total[2]} cycles")
