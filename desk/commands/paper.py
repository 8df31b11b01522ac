"""`attune desk paper`: a case's papers as PDFs to print."""

from pathlib import Path

import click

from desk.commands.common import unlocked
from desk.output import whole_file
from desk.paper.letterhead import Letterhead
from desk.paper.of_case import KINDS
from desk.paper.render import render
from desk.unlocked import Desk
from desk.writing import today


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("code")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option("--language", help="As nl or pt-BR, where there is a translation; the desk's own by default.")
@click.option("--practitioner", default="", help="Your name, as the family knows it.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@unlocked
def paper(desk: Desk, kind: str, code: str, output: Path, language: str | None, practitioner: str, force: bool) -> None:
    """Write a paper of a case as a PDF that screen readers read too (PDF/UA). It is in the clear.

    \b
      attune desk paper consent K-17 -o consent.pdf    what the family agrees to, each consent apart
      attune desk paper agreed K-17 -o agreed.pdf      strengths and next points of the last shared review
      attune desk paper summary K-17 -o summary.pdf    the summary for the record
      attune desk paper letter K-17 -o letter.pdf      the letter with the family's copy, once more

    Your service's name, logo and contact are those of `papers/service.toml` in the desk's folder; a template there,
    as papers/agreed_points.typ, replaces the usual one (docs/desk.md).

    \b
    Exit codes
      0  written
      2  usage, there is no such case, or service.toml or a template is wrong
      7  refused: FILE is there already, or there is nothing to print yet
      1  anything else
    """
    letterhead = Letterhead.read(desk.folder.root)
    made = KINDS[kind](desk.case(code), letterhead, today(), practitioner)
    data = render(made, letterhead, language or desk.folder.settings.language or "en")
    with whole_file(output, force) as file:
        file.write(data)
    click.echo(str(output))
