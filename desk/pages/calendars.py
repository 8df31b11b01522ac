"""Writes the dates of cases as a file for a calendar program: by this program, into a folder, never as a download."""

from collections.abc import Iterable
from pathlib import Path

from desk.cases.case import Case
from desk.cycle.calendar import calendar
from desk.pages import catalogue
from desk.pages.context import desk
from desk.writing import now, writing
from sealed.durable import Folder

NAME = "attune.ics"


def write_calendar(cases: Iterable[Case], typed: str) -> Path:
    """Write them into the folder that was typed, in the place of an earlier file. Raises ValueError, NotWritten."""
    folder = Path(typed.strip().strip('"')).expanduser()
    if not typed.strip() or not folder.is_dir():
        raise ValueError(str(catalogue.NO_FOLDER))
    with writing(), Folder(folder) as files:
        files.put(NAME, calendar(cases, desk().folder.settings.id, now()))
    return folder / NAME
