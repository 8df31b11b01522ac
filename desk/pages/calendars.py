"""Writes the dates of cases as a file for a calendar program: by this program, into a folder, never as a download."""

from collections.abc import Iterable
from pathlib import Path

from desk.cases.case import Case
from desk.cycle.calendar import calendar, is_of
from desk.output import put_file
from desk.pages.context import desk
from desk.typed import NO_FOLDER, typed_folder
from desk.writing import now

NAME = "attune.ics"


def write_calendar(cases: Iterable[Case], typed: str) -> Path:
    """Write them into the folder that was typed, in the place of this desk's earlier file.

    Raises ValueError, FileThere, NotWritten.
    """
    folder = typed_folder(typed)
    if folder is None:
        raise ValueError(str(NO_FOLDER))
    own = desk().folder.settings.id
    return put_file(folder, NAME, calendar(cases, own, now()), lambda there: is_of(own, there))
