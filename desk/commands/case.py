"""`attune desk case`: cases and their cards."""

import json
from datetime import datetime
from pathlib import Path
from typing import get_args

import click
import msgspec

from attune.exits import Exit, Failure
from desk import case_cards, words
from desk.cases.case import Case
from desk.cases.event import ConsentKind
from desk.cases.events import ConsentGiven, ConsentRevoked, HelpingQuestion
from desk.commands.case_lines import case_lines
from desk.commands.common import json_option, unlocked
from desk.cycle.calendar import calendar
from desk.cycle.steps import progress
from desk.imports.boxes import HeardBox, heard_boxes
from desk.imports.store_source import desk_store
from desk.output import whole_file
from desk.unlocked import Desk
from desk.writing import now, today
from sealed.papers.preparation import Preparation


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
    asked = HelpingQuestion(question=question) if question else None
    desk.open_case(code)
    if asked:
        desk.append(code, asked)
    click.echo(f"Opened the case {code}. Boxes film for it with a card: `attune desk case card {code}`.")


@case.command("list")
@json_option
@unlocked
def list_cases(desk: Desk, as_json: bool) -> None:
    """List all cases: films, clips, the helping question.

    \b
    Exit codes
      0  listed
      4  listed, and a case cannot be read: which and why is said
      1  anything else
    """
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
@click.argument("kind", type=click.Choice(list(get_args(ConsentKind))))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Its last day, as 2027-01-31.")
@click.option("--revoke", is_flag=True, help="The family withdraws it.")
@unlocked
def consent(desk: Desk, code: str, kind: ConsentKind, until: datetime | None, revoke: bool) -> None:
    """Note that the family gave one consent today, each by itself; or that it withdraws one.

    \b
      attune desk case consent K-17 filming
      attune desk case consent K-17 supervision --until 2027-01-31
      attune desk case consent K-17 training --revoke

    \b
    Exit codes
      0  noted
      2  usage, or there is no such case
      1  anything else
    """
    if revoke:
        desk.append(code, ConsentRevoked(consent=kind, day=today()))
    else:
        desk.append(code, ConsentGiven(consent=kind, day=today(), until=until.date() if until else None))
    click.echo(f"Noted: {kind} {'withdrawn' if revoke else 'given'}.")


@case.command()
@click.argument("code")
@json_option
@unlocked
def show(desk: Desk, code: str, as_json: bool) -> None:
    """Show where a case stands: cycles, what comes next, what was agreed; question, consents, films, clips, notes."""
    found = desk.case(code)
    stands = progress(found, today())
    if as_json:
        click.echo(json.dumps({**msgspec.to_builtins(found), "progress": msgspec.to_builtins(stands)}))
    else:
        click.echo("\n".join(case_lines(found, stands)))


@case.command("calendar")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.ics")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@unlocked
def write_calendar(desk: Desk, codes: tuple[str, ...], output: Path, force: bool) -> None:
    """Write the planned days of all cases, or of some, for a calendar program.

    \b
      attune desk case calendar -o attune.ics         all cases
      attune desk case calendar K-17 -o k17.ics       one case

    An entry has the day and the case's code alone. Read the file again after a change: its entries move.

    \b
    Exit codes
      0  written
      2  usage, or there is no such case
      7  refused: FILE is there already
      1  anything else
    """
    cases = [desk.case(code) for code in codes] if codes else desk.cases()
    with whole_file(output, force) as file:
        file.write(calendar(cases, desk.folder.settings.id, now()))
    click.echo(f"Written: {output}")


@case.command()
@click.argument("code")
@click.option("--box", "boxes", multiple=True, help="The box that gets it; may be given several times.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A stick or a folder.")
@click.option("--days", default=case_cards.DAYS, show_default=True, help="How long it is good.")
@click.option("--points/--no-points", default=True, help="Send question and agreed points along, sealed to each box.")
@click.option("--revoke", is_flag=True, help="End every card of the case instead.")
@unlocked
def card(desk: Desk, code: str, boxes: tuple[str, ...], to: Path | None, days: int, points: bool, revoke: bool) -> None:
    """Sign a case card, so that boxes seal films to the case alone.

    \b
      attune desk case card K-17                      into the store, for every box that was heard of
      attune desk case card K-17 --box attune-07      into the store, for one box
      attune desk case card K-17 --to /media/stick    onto a stick

    The helping question and the points that were agreed go along through the store, sealed to each box that left a
    health report there: the phone shows them before the next film. --no-points takes them back.

    A card ends by itself, and can be ended before: --revoke. A box that does not sync learns of no revocation.

    \b
    Exit codes
      0  written, or put into the store
      2  usage, there is no such case, no store, or no box was heard of
      1  anything else: what the store refused is said
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
    if not revoke:
        _send_along(desk, code, found, points)
    elif kept := case_cards.erase_preparations(code, store, found):
        click.echo(f"The store kept the question and the points that went along ({kept}). No box shows them.", err=True)


def _send_along(desk: Desk, code: str, names: list[str], points: bool) -> None:
    heard = {box.name: box for box in heard_boxes(desk)}
    chosen = [heard.get(name, HeardBox(name, None)) for name in names]
    sent = case_cards.preparation(desk, code, points)
    without = case_cards.send_preparation(desk, code, sent, desk_store(desk), chosen)
    if without and sent != Preparation():
        click.echo(
            f"Without the question and the agreed points: {', '.join(without)} was not heard of, or is not among "
            "the boxes whose films are taken in (`attune desk recorders`).",
            err=True,
        )


def _short(each: Case) -> dict[str, object]:
    return {"code": each.code, "question": each.question, "films": len(each.films), "clips": len(each.clips)}
