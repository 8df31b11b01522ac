"""A film's clips as a table (CSV, RFC 4180), which a spreadsheet opens without taking a title for a formula."""

import csv
import io
from collections.abc import Sequence

from desk.cases.case import Clip

COLUMNS = ("clip", "film", "from_seconds", "to_seconds", "seconds", "title", "principles", "sub_behaviours", "note")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(clips: Sequence[Clip]) -> bytes:
    """The table, in the order of the clips, marked as UTF-8 for spreadsheets."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for number, clip in enumerate(clips, 1):
        times = (clip.start_ns, clip.end_ns, clip.end_ns - clip.start_ns)
        said = (clip.title, "; ".join(clip.principles), "; ".join(clip.sub_behaviours), clip.note)
        writer.writerow([number, clip.film, *(f"{time / 1e9:.6f}" for time in times), *map(_text, said)])
    return target.getvalue().encode("utf-8-sig")


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
