"""Writes the dates of cases as a file for a calendar program: by this program, into a folder, never as a download."""

from collections.abc import Iterable
from pathlib import Path

from desk.cases.case import Case
from desk.cycle.calendar import calendar
from desk.output import put_file
from desk.pages.context import desk
from desk.typed import NO_FOLDER, typed_folder
from desk.writing import now

NAME = "attune.ics"


def write_calendar(cases: Iterable[Case], typed: str) -> Path:
    """Write them into the folder that was typed, in the place of an earlier file. Raises ValueError, NotWritten."""
    folder = typed_folder(typed)
    if folder is None:
        raise ValueError(str(NO_FOLDER))
    return put_file(folder, NAME, calendar(cases, desk().folder.settings.id, now()))
