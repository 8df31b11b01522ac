"""`attune desk review`: a shared review as its pages make it: begin, list, show, words, veto, rate, end."""

import secrets
from collections.abc import Mapping
from typing import get_args

import click
import msgspec

from attune.exits import Exit, Failure
from desk import words
from desk.cases.case import Case, Clip
from desk.cases.event import Voice
from desk.cases.review_events import WordsReceived
from desk.cases.reviews import Review
from desk.commands.common import json_option, unlocked
from desk.review import saving
from desk.review.stage import Stages
from desk.unlocked import Desk
from desk.writing import today

voice_option = click.option(
    "--voice", type=click.Choice(get_args(Voice)), default="parent", show_default=True, help="Who said it."
)
number_option = click.option("--review", "which", type=click.IntRange(1), metavar="N", help="Not the last, but this.")


@click.group()
def review() -> None:
    """Shared reviews: what was watched with the family, what it said, what it does not want shown."""


@review.command()
@click.argument("code")
@click.option("--film", "films", multiple=True, required=True, help="A film that is watched; may be given again.")
@click.option("--clip", "numbers", multiple=True, type=click.IntRange(1), metavar="N", help="Only this one, in order.")
@unlocked
def begin(desk: Desk, code: str, films: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    """Begin a review of one or more films with their clips, or with some, in the order given.

    Clips are counted through the films in the order given; those that the family does not want are left out.

    \b
      attune desk review begin K-17 --film 20261122-1405-k7qm --clip 3 --clip 1

    \b
    Exit codes
      0  begun
      2  usage, or there is no such case, film or clip
      7  refused: the family does not want any of them
      1  anything else
    """
    case = desk.case(code)
    if unknown := [film for film in films if all(each.film != film for each in case.films)]:
        raise Failure(
            f"The case {code} has no film {unknown[0]}. `attune desk films` lists those there are.", Exit.USAGE
        )
    found = saving.choice(case, films)
    if not found and any(clip.film in films for clip in case.clips):
        raise Failure(
            "The family does not want any clip of these films shown. Choose other moments with `attune desk clip add`, "
            "or lift a “not this clip” with them.",
            Exit.REFUSED,
        )
    if not found or max(numbers, default=0) > len(found):
        raise Failure("There is no such clip. `attune desk clip list FILM` shows those that a film has.", Exit.USAGE)
    chosen = [found[number - 1] for number in dict.fromkeys(numbers)] or found
    saving.begin(desk, code, films, [clip.id for clip in chosen], today())
    click.echo(
        f"Begun with {words.count(len(chosen), 'clip')}. Words: `attune desk review words {code} --thought TEXT`."
    )


@review.command("list")
@click.argument("code")
@json_option
@unlocked
def list_reviews(desk: Desk, code: str, as_json: bool) -> None:
    """List a case's reviews: days, clips, words and what was agreed."""
    case = desk.case(code)
    if as_json:
        click.echo(msgspec.json.encode(case.reviews))
        return
    for number, each in enumerate(case.reviews, 1):
        over = f"ended, {words.length(each.seconds)}" if each.ended else "not ended"
        click.echo(f"{number:>3}  {each.day}  {over}, {words.count(len(each.words), 'remark')}")
        click.echo("\n".join(_lines(case, each)))
    if not case.reviews:
        click.echo(f"No review yet. `attune desk review begin {code} --film FILM` begins one.")


@review.command("words")
@click.argument("code")
@click.option("--idea", metavar="TEXT", help="What they would like to try.")
@click.option("--thought", metavar="TEXT", help="What they noticed, felt or thought.")
@click.option("--concern", metavar="TEXT", help="What worries them.")
@click.option("--clip", "number", type=click.IntRange(1), metavar="N", help="About this clip of the review.")
@voice_option
@number_option
@unlocked
def take_down(
    desk: Desk,
    code: str,
    idea: str | None,
    thought: str | None,
    concern: str | None,
    number: int | None,
    voice: Voice,
    which: int | None,
) -> None:
    """Take down what somebody said, in their own words.

    \b
      attune desk review words K-17 --thought "He looked at me first" --clip 1 --voice partner

    \b
    Exit codes
      0  taken down
      2  usage, or there is no such review or clip
      7  refused: the review has ended
      1  anything else
    """
    said = {"idea": idea, "thought": thought, "concern": concern}
    given = {sort: text.strip() for sort, text in said.items() if text and text.strip()}
    if not given:
        raise Failure("Say what was said: --idea, --thought or --concern.", Exit.USAGE)
    case = desk.case(code)
    found = saving.lasting(case, review_id(case, which))
    clip = _clip(case, found, number).id if number else None
    for sort, text in given.items():
        about = {"id": secrets.token_hex(8), "review": found.id, "clip": clip}
        event = {"kind": "words-received", "sort": sort, "voice": voice, "text": text, **about}
        desk.append(code, _event(event))
    click.echo(f"Taken down: {', '.join(given)}.")


@review.command()
@click.argument("code")
@click.argument("number", type=click.IntRange(1), metavar="CLIP")
@click.option("--lift", is_flag=True, help="The family changed its mind.")
@voice_option
@number_option
@unlocked
def veto(desk: Desk, code: str, number: int, lift: bool, voice: Voice, which: int | None) -> None:
    """Keep the family's "not this clip": CLIP, by its number in the review, is shown, exported and given to nobody.

    \b
      attune desk review veto K-17 2 --voice partner
      attune desk review veto K-17 2 --lift          they changed their mind

    \b
    Exit codes
      0  kept
      2  usage, or there is no such review or clip
      1  anything else
    """
    case = desk.case(code)
    found = saving.find(case, review_id(case, which))
    saving.veto(desk, code, _clip(case, found, number), voice, today(), found, lift)
    click.echo("It may be shown again." if lift else "Not this clip: it is shown, exported and given to nobody.")


@review.command()
@click.argument("code")
@click.argument("rating", type=click.IntRange(1, 10))
@click.option("--moment", type=click.Choice(["start", "end"]), required=True)
@click.option("--goal", default="", help="The goal that is rated.")
@number_option
@unlocked
def rate(desk: Desk, code: str, rating: int, moment: str, goal: str, which: int | None) -> None:
    """Keep where the family says it is on the way to its goal, from 1 to 10, at the start or the end of a review.

    \b
      attune desk review rate K-17 4 --moment start --goal "Calm bedtimes"

    \b
    Exit codes
      0  kept
      2  usage, or there is no such review
      1  anything else
    """
    case = desk.case(code)
    saving.rate(desk, code, saving.find(case, review_id(case, which)), moment, rating, goal, today())
    click.echo("Kept.")


@review.command()
@click.argument("code")
@click.option("--minutes", type=click.FloatRange(0, 1440), help="How long it lasted; since it began by default.")
@number_option
@unlocked
def end(desk: Desk, code: str, minutes: float | None, which: int | None) -> None:
    """End a review. What was agreed: `attune desk agree`.

    \b
    Exit codes
      0  ended
      2  usage, or there is no such review
      7  refused: it has ended already
      1  anything else
    """
    case = desk.case(code)
    found = saving.lasting(case, review_id(case, which))
    seconds = Stages().seconds(found) if minutes is None else round(minutes * 60)
    saving.end(desk, code, found, today(), seconds)
    click.echo(f"Ended after {words.length(seconds)}.")


def review_id(case: Case, number: int | None) -> str | None:
    """The review with this number in the list; None for the last."""
    if number is None:
        return None
    return case.reviews[number - 1].id if number <= len(case.reviews) else "0"


def _clip(case: Case, found: Review, number: int) -> Clip:
    clip = case.clip(found.clips[number - 1]) if number <= len(found.clips) else None
    if clip is None:
        raise Failure(f"The review has no clip {number}. `attune desk review list {case.code}` shows them.", Exit.USAGE)
    return clip


def _event(fields: Mapping[str, object]) -> WordsReceived:
    try:
        return msgspec.convert(fields, WordsReceived)
    except (msgspec.ValidationError, ValueError) as error:
        raise Failure(
            f"This cannot be kept: {words.unfit(error)}. Shorten it, or take it down in two parts.", Exit.USAGE
        ) from error


def _lines(case: Case, found: Review) -> list[str]:
    text = []
    for number, id_ in enumerate(found.clips, 1):
        clip = case.clip(id_)
        unwanted = "  – not this clip" if case.vetoed(id_) else ""  # noqa: RUF001
        text.append(f"     clip {number}    {words.plain(clip.title) if clip else '(removed)'}{unwanted}".rstrip())
    text += [f"     {said.sort:<9} {said.voice}: {words.plain(said.text)}" for said in found.words]
    text += [f"     strength  {words.plain(point)}" for point in found.strengths]
    return text + [f"     next      {words.plain(point)}" for point in found.next]
