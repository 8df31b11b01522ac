"""`attune desk case`: cases and their cards."""

import json
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk import case_cards, words
from desk.cases.case import Case
from desk.cases.events import HelpingQuestion
from desk.commands.common import json_option, unlocked
from desk.imports.store_source import desk_store
from desk.unlocked import Desk


@click.group()
def case() -> None:
    """Cases: the work with one family each, under a code, never a name."""


@case.command()
@click.argument("code")
@click.option("--question", help="The family's helping question.")
@unlocked
def new(desk: Desk, code: str, question: str | None) -> None:
    """Open a case with a key of its own.

    \b
      attune desk case new K-17 --question "How do I calm her?"

    \b
    Exit codes
      0  opened
      2  usage, or a code that is out of form
      7  refused: there is a case of this code
      1  anything else
    """
    desk.open_case(code)
    if question:
        desk.append(code, HelpingQuestion(question=question))
    click.echo(f"Opened the case {code}. Boxes film for it with a card: `attune desk case card {code}`.")


@case.command("list")
@json_option
@unlocked
def list_cases(desk: Desk, as_json: bool) -> None:
    """List all cases: films, clips, the helping question."""
    cases, broken = desk.cases(), desk.broken()
    if as_json:
        click.echo(json.dumps({"cases": [_short(each) for each in cases], "broken": sorted(broken)}))
    else:
        for each in cases:
            counts = f"{words.count(len(each.films), 'film')}, {words.count(len(each.clips), 'clip')}"
            click.echo(f"{each.code:<16}  {counts:<20}  {words.plain(each.question or '')}".rstrip())
        if not cases and not broken:
            click.echo("No cases yet. `attune desk case new CODE` opens one.")
    if broken:
        raise Failure(" ".join(str(error) for error in broken.values()), Exit.DAMAGED)


@case.command()
@click.argument("code")
@json_option
@unlocked
def show(desk: Desk, code: str, as_json: bool) -> None:
    """Show all of a case: question, consents, films, clips, notes."""
    found = desk.case(code)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        click.echo("\n".join(_lines(found)))


@case.command()
@click.argument("code")
@click.option("--box", "boxes", multiple=True, help="The box that gets it; may be given several times.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A stick or a folder.")
@click.option("--days", default=case_cards.DAYS, show_default=True, help="How long it is good.")
@click.option("--revoke", is_flag=True, help="End every card of the case instead.")
@unlocked
def card(desk: Desk, code: str, boxes: tuple[str, ...], to: Path | None, days: int, revoke: bool) -> None:
    """Sign a case card, so that boxes seal films to the case alone.

    \b
      attune desk case card K-17                      into the store, for every box that was heard of
      attune desk case card K-17 --box attune-07      into the store, for one box
      attune desk case card K-17 --to /media/stick    onto a stick

    A card ends by itself, and can be ended before: --revoke. A box that does not sync learns of no revocation.
    """
    paper = case_cards.revocation(code) if revoke else case_cards.issue(desk, code, days)
    if to is not None:
        for box in boxes or (None,):
            click.echo(f"Written: {case_cards.write(desk, paper, to, box)}")
        return
    store = desk_store(desk)
    found = list(boxes) or case_cards.boxes_of(store)
    if not found:
        raise Failure(f"No box was heard of in {store.name} yet. Name those that get it: --box NAME.", Exit.USAGE)
    case_cards.send(desk, paper, store, found)
    click.echo(f"Put into {store.name} for {', '.join(found)}.")


def _short(each: Case) -> dict[str, object]:
    return {"code": each.code, "question": each.question, "films": len(each.films), "clips": len(each.clips)}


def _lines(found: Case) -> list[str]:
    text = [f"{found.code}, opened {found.opened[:10]}"]
    text += [f"  question   {words.plain(question.text)} ({question.when[:10]})" for question in found.questions]
    for consent in found.consents:
        ended = f", revoked {consent.revoked}" if consent.revoked else ""
        text.append(f"  consent    {consent.kind}, given {consent.given}{ended}")
    text += [f"  rating     {rating.rating} of 10, {rating.day} {words.plain(rating.goal)}" for rating in found.ratings]
    for film in found.films:
        text.append(f"  film       {film.film}, {words.length(film.seconds)}, {film.finding}, by {film.recorder}")
        for clip in found.clips_of(film.film):
            span = f"{words.position(clip.start_ns)} to {words.position(clip.end_ns)}"
            text.append(f"    clip     {span}  {words.plain(clip.title)}".rstrip())
    return [*text, *([f"  note       {words.plain(found.note)}"] if found.note else [])]
