"""A table of boxes as spreadsheets write it: comma, semicolon or tab, empty rows and columns, text from Windows."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from provision.errors import BadTable
from sealed.text_file import read_text

SEPARATORS = ";\t,"
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx, .ods and .xls begin."""

UNSEEN, JOINERS = ("Cc", "Cf", "Cn", "Co"), "\u200c\u200d"
"""Categories of letters that no name has; but Persian and Hindi words have joiners."""

CSV = "save it as “CSV UTF-8”"


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty: its line, and its cells by column, those that are not empty. Raises BadTable."""
    text, first = _text(path)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = [_cell(path, first, name).casefold().replace("-", "_").replace(" ", "_") for name in next(reader, [])]
        _check_names(path, first, names, columns)
        for row in reader:
            line = first + reader.line_num - 1
            cells = [_cell(path, line, cell) for cell in row]
            if any(cells[len(names) :]) or any(cell for name, cell in zip(names, cells, strict=False) if not name):
                raise BadTable(file=path, line=line, cause="a cell stands beside the columns that have a name")
            if any(cells):
                yield line, {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    except csv.Error as error:
        raise BadTable(file=path, line=first + reader.line_num - 1, cause=str(error)) from error


def _text(path: Path) -> tuple[str, int]:
    """The table without Excel's own first line, which names the separator; and the number of its first line."""
    try:
        if path.read_bytes().startswith(WORKBOOK):
            raise BadTable(file=path, line=1, cause=f"it is a workbook; {CSV}")
        text = read_text(path).replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else f"it is not text in UTF-8; {CSV}"
        raise BadTable(file=path, line=1, cause=cause) from error
    if "\0" in text:
        raise BadTable(file=path, line=1, cause=f"it is not text in UTF-8; {CSV}")
    head, _, rest = text.partition("\n")
    return (rest, 2) if head.casefold().strip('"').startswith("sep=") else (text, 1)


def _check_names(path: Path, line: int, names: list[str], columns: tuple[str, ...]) -> None:
    named = [name for name in names if name]
    if unknown := sorted(set(named) - set(columns)):
        cause = f"{unknown[0]} is no column; there are {', '.join(columns)}"
    elif "box" not in named:
        cause = f"it has no column box; there are {', '.join(columns)}"
    elif twice := [name for name in named if named.count(name) > 1]:
        cause = f"the column {twice[0]} is there twice"
    else:
        return
    raise BadTable(file=path, line=line, cause=cause)


def _cell(path: Path, line: int, text: str) -> str:
    """A cell's text, in one line."""
    cell = " ".join(text.splitlines()).strip()
    for letter in cell:
        if unicodedata.category(letter) in UNSEEN and letter not in JOINERS:
            raise BadTable(file=path, line=line, cause=f"it holds a letter that nobody can see (U+{ord(letter):04X})")
    return cell
