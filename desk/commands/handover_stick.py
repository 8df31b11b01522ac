"""`attune desk handover write`, and what is done about a copy that was broken off."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from attune.progress import progress
from desk.cases.event import Voice
from desk.commands.common import unlocked
from desk.commands.handover_items import named_item, named_items
from desk.handover import broken_off
from desk.handover.copies import OnStep
from desk.handover.give import give
from desk.handover.rules import FAMILY, CopyRequest
from desk.handover.stick import Written
from desk.paper.language import Language
from desk.unlocked import Desk
from desk.writing import today

OnBar = Callable[[int, int], None]
SAID = {"encoding": "Making the copy", "writing": "Writing onto the stick", "reading": "Reading it back"}

language_option = click.option("--language", help="Of letter and cards, as nl, where there is a translation.")
stick_argument = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@click.argument("code")
@stick_argument
@click.option("--asked-by", required=True, type=click.Choice(FAMILY), help="Who asked for the copy.")
@click.option(
    "--consents", "consented", required=True, multiple=True, type=click.Choice(FAMILY), help="May be given again."
)
@click.option("--item", "chosen", multiple=True, metavar="clip-N|picture-N", help="Only these; all by default.")
@click.option("--title", "titles", multiple=True, metavar="clip-N=TEXT", help="What a title card says.")
@click.option("--practitioner", default="", help="Your name under the letter, as the family knows it.")
@language_option
@click.option("--confirm-stick", is_flag=True, help="You looked at STICK: it is one, though this computer is unsure.")
@unlocked
def write(
    desk: Desk,
    code: str,
    stick: Path,
    asked_by: Voice,
    consented: tuple[Voice, ...],
    chosen: tuple[str, ...],
    titles: tuple[str, ...],
    practitioner: str,
    language: str | None,
    confirm_stick: bool,
) -> None:
    """Write clips, all of them joined, pictures and a letter onto a stick, and read every byte back.

    \b
      attune desk handover write K-17 /media/stick --asked-by parent --consents parent --title clip-1="She waits"

    They go into a new folder; nothing that is on the stick is changed. Without --item it is all that the family did not
    say no to. The case keeps a record of it.

    \b
    Exit codes
      0  written, read back and recorded
      2  usage, or there is no such case, clip or stick
      7  refused: no consent, not watched through, not wanted, or not known to be a stick
      1  anything else; what may be left on the stick is said
    """
    named = named_items(desk, code)
    wanted = [named_item(desk, code, each) for each in chosen] or [item for item in named.values() if not item.unwanted]
    cards = {named_item(desk, code, name).id: text for name, _, text in (each.partition("=") for each in titles)}
    asked = CopyRequest(
        asked_by=asked_by,
        consented=consented,
        clips=tuple(item.id for item in wanted if item.is_clip),
        stills=tuple(item.id for item in wanted if not item.is_clip),
        titles=cards,
        practitioner=practitioner,
        confirmed=confirm_stick,
    )
    spoken = Language(language or desk.folder.settings.language or "en")
    with _bars() as on_step:
        _show(give(desk, code, asked, stick, today(), spoken, on_step))


@click.command()
@click.argument("code")
@click.argument("id")
@stick_argument
@language_option
@unlocked
def resume(desk: Desk, code: str, id: str, stick: Path, language: str | None) -> None:  # noqa: A002  # the argument's name
    """Go on with a copy that was broken off: its half of a folder is removed from STICK, and all of it written anew.

    \b
    Exit codes
      0  written, read back and recorded
      2  usage, there is no such copy, or nothing of it is on STICK
      7  refused: no consent any more, not watched through, or not wanted
      1  anything else; what may be left on the stick is said
    """
    spoken = Language(language or desk.folder.settings.language or "en")
    with _bars() as on_step:
        _show(broken_off.go_on(desk, code, id, stick, today(), spoken, on_step))


@click.command()
@click.argument("code")
@click.argument("id")
@stick_argument
@unlocked
def clear(desk: Desk, code: str, id: str, stick: Path) -> None:  # noqa: A002
    """Remove from STICK what was written of a copy that was broken off: its own files, and nothing else.

    \b
    Exit codes
      0  removed, and noted
      2  usage, there is no such copy, or nothing of it is on STICK
      1  anything else
    """
    broken_off.clear(desk, code, id, stick)
    click.echo("Removed from the stick.")


@click.command()
@click.argument("code")
@click.argument("id")
@unlocked
def lost(desk: Desk, code: str, id: str) -> None:  # noqa: A002
    """Note that the stick of a copy that was broken off is not here. A certificate counts what may lie on it.

    \b
    Exit codes
      0  noted
      2  usage, or there is no such copy
      1  anything else
    """
    broken_off.give_up(desk, code, id)


@contextmanager
def _bars() -> Iterator[OnStep]:
    """A bar for each step in turn."""
    with ExitStack() as bar:
        shown: dict[str, OnBar | None] = {}

        def on_step(step: str, done: int, total: int) -> None:
            if step not in shown:
                bar.close()
                shown[step] = bar.enter_context(progress(SAID[step], "items" if step == "encoding" else "bytes"))
            if show := shown[step]:
                show(done, total)

        yield on_step


def _show(written: Written) -> None:
    for file in written.files:
        click.echo(f"{file.sha256}  {written.folder.name}/{file.name}")
