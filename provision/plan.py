"""What IT asks for: one box's row, from the options of a command or a line of a CSV."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from provision.errors import BadTable
from sealed.strict import Strict
from sealed.text_file import read_text

EXAMPLE = "box,place,hardware\nattune-01,Team North,\nattune-02,Team South,10000000a1b2c3d4\n"


class Plan(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One box. A `{box}` in `store` stands for its name. `recipients` are parted by spaces; times are in minutes.

    `store_credentials` is a folder with one folder for each box, `desks` and `ssh_key` are files.
    """

    box: str
    place: str = ""
    recipients: str = ""
    hardware: str | None = None
    country: str | None = None
    channel: int = 6
    store: str | None = None
    store_name: str | None = None
    store_credentials: str | None = None
    desks: str | None = None
    light: str = "rgb"
    microphone: str | None = None
    camera: str = "1280x720@25"
    film_minutes: int = 15
    wipe_after_days: int | None = None
    ssh_key: str | None = None


COLUMNS = Plan.__struct_fields__
CAMERA = re.compile(r"([0-9]{1,5})x([0-9]{1,5})@([0-9]{1,6}(?:/[0-9]{1,6})?)")


def camera(text: str) -> dict[str, Any]:
    """`1280x720@25` as the size and rate of the frames. Raises ValueError."""
    if (found := CAMERA.fullmatch(text)) is None:
        raise ValueError(f"the camera is written as 1280x720@25, not as {text}")
    return {"width": int(found[1]), "height": int(found[2]), "rate": found[3]}


def read_table(path: Path, usual: Mapping[str, Any]) -> list[Plan]:
    """The rows of a CSV: the columns that it has, and `usual` for the others and for empty cells. Raises BadTable."""
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadTable(file=path, line=1, cause=f"it cannot be read as UTF-8 text ({error})") from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    plans: dict[str, tuple[int, Plan]] = {}
    for line, row in _rows(path, text, separator):
        plan = _row(path, line, row, usual)
        if plan.box in plans:
            raise BadTable(file=path, line=line, cause=f"{plan.box} stands on line {plans[plan.box][0]} already")
        plans[plan.box] = line, plan
    if not plans:
        raise BadTable(file=path, line=2, cause="it names no box")
    return [plan for _, plan in plans.values()]


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines(), delimiter=separator, strict=True)
    try:
        names = [name.strip().replace("-", "_") for name in reader.fieldnames or ()]
        unknown = sorted(set(names) - set(COLUMNS))
        if unknown or "box" not in names:
            cause = f"{unknown[0]} is no column" if unknown else "it has no column box"
            raise BadTable(file=path, line=1, cause=f"{cause}; there are {', '.join(COLUMNS)}")
        reader.fieldnames = names
        for row in reader:
            if None in row or None in row.values():
                raise BadTable(file=path, line=reader.line_num, cause=f"it has not {len(names)} cells")
            yield reader.line_num, row
    except csv.Error as error:
        raise BadTable(file=path, line=reader.reader.line_num, cause=str(error)) from error


def _row(path: Path, line: int, row: Mapping[str, str], usual: Mapping[str, Any]) -> Plan:
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    try:
        return msgspec.convert({**usual, **cells}, Plan, strict=False)
    except msgspec.ValidationError as error:
        raise BadTable(file=path, line=line, cause=str(error)) from error
