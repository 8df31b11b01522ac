"""What IT asks for: one box's row, from the options of a command or a line of a CSV."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from provision.errors import BadTable
from provision.table import read_rows
from sealed.strict import Strict

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
    plans: dict[str, tuple[int, Plan]] = {}
    for line, cells in read_rows(path, COLUMNS):
        plan = _plan(path, line, cells, usual)
        if plan.box in plans:
            raise BadTable(file=path, line=line, cause=f"{plan.box} stands on line {plans[plan.box][0]} already")
        plans[plan.box] = line, plan
    if not plans:
        raise BadTable(file=path, line=2, cause="it names no box")
    return [plan for _, plan in plans.values()]


def _plan(path: Path, line: int, cells: Mapping[str, str], usual: Mapping[str, Any]) -> Plan:
    if "box" not in cells:
        raise BadTable(file=path, line=line, cause="it names no box")
    try:
        return msgspec.convert({**usual, **cells}, Plan, strict=False)
    except msgspec.ValidationError as error:
        wrong = str(error).partition("`$.")[2].rstrip("`")
        given = cells.get(wrong, usual.get(wrong))
        raise BadTable(file=path, line=line, cause=f"{wrong} is {given}, and must be a whole number") from error
