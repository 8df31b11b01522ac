"""`attune provision labels`: the sheet to print and stick on."""

from pathlib import Path

import click

from provision.commands.common import answer, file, json_option, unlocked
from provision.files import PRIVATE, write
from provision.labels import draw
from provision.records import Records
from provision.service import Service


@click.command()
@unlocked
@click.argument("names", nargs=-1)
@click.option("--out", type=file, required=True, help="The PDF to write.")
@click.option("--skip", type=click.IntRange(0, 7), default=0, help="So many labels of the first sheet are used up.")
@json_option
def labels(service: Service, names: tuple[str, ...], out: Path, skip: int, as_json: bool) -> None:
    """Draw the labels of all boxes in use, or of those named, eight to a sheet of A4 (Avery L7165, 99.1 x 67.7 mm).

    Each shows two codes to scan (join the Wi-Fi, open the page), the same in letters, and what the light means. The
    file holds the Wi-Fi passphrases: print it, then remove it.

    \b
    Examples
      attune provision labels --service svc --out labels.pdf
      attune provision labels attune-07 --skip 3 --service svc --out label.pdf
    """
    records = Records(service)
    found = [records.active(name) for name in names] or [each for each in records.all() if each.state == "active"]
    write(out, draw([each.settings for each in found], "pdf", skip)[0], PRIVATE)
    answer(as_json, {"labels": len(found), "file": str(out)}, f"{out}: {len(found)} labels. Print at 100 %.")
