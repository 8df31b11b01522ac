"""`attune desk agree`: strengths and next points at the end of a shared review, and their page to print."""

from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk.commands.common import unlocked
from desk.commands.review import number_option, review_id
from desk.output import whole_file
from desk.review import saving
from desk.review.agreed_paper import agreed_paper
from desk.unlocked import Desk


@click.command()
@click.argument("code")
@click.option("--strength", "strengths", multiple=True, metavar="TEXT", help="In the family's words; again for more.")
@click.option("--next", "ahead", multiple=True, metavar="TEXT", help="What they want to work on; again for more.")
@click.option("--read-back", is_flag=True, help="It was read back to the family, and they agree.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page to print.")
@click.option("--locale", default="en", show_default=True, help="The page's language.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@number_option
@unlocked
def agree(
    desk: Desk,
    code: str,
    strengths: tuple[str, ...],
    ahead: tuple[str, ...],
    read_back: bool,
    pdf: Path | None,
    locale: str,
    force: bool,
    which: int | None,
) -> None:
    """Keep what was agreed at the end of a shared review. It replaces what was kept of that review before.

    \b
      attune desk agree K-17 --strength "We sing together" --next "Wait a little longer" --read-back
      attune desk agree K-17 --pdf points.pdf           only writes the page; it is in the clear

    \b
    Exit codes
      0  kept
      2  usage, or there is no such review
      7  refused: FILE is there already
      1  anything else
    """
    case = desk.case(code)
    found = saving.find(case, review_id(case, which))
    if not (read_back or pdf or any(text.strip() for text in (*strengths, *ahead))):
        raise Failure("Say what was agreed: --strength, --next, --read-back; or --pdf FILE.", Exit.USAGE)
    if read_back and not (strengths or ahead or found.strengths or found.next):
        raise Failure("Nothing is agreed yet that could be read back. Say what: --strength, --next.", Exit.USAGE)
    if strengths or ahead or read_back:
        try:
            points = (
                (saving.points(strengths), saving.points(ahead))
                if strengths or ahead
                else (found.strengths, found.next)
            )
        except ValueError as error:
            raise Failure("Up to 12 points of each kind, each of up to 200 characters.", Exit.USAGE) from error
        found = saving.agree(desk, code, found, points, read_back)
        click.echo("Kept.")
    if pdf:
        with whole_file(pdf, force) as file:
            file.write(agreed_paper(desk, code, found, locale))
        click.echo(str(pdf))
