"""What a PDF prints: its text with the tag that holds each piece, for PDFs whose fonts are embedded with ToUnicode."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pikepdf

SHOWING = {"Tj", "TJ"}
PAINTING = {*SHOWING, "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "INLINE IMAGE"}


@dataclass
class Painted:
    """One operator that leaves something on a page: in which marked content, and the letters if it is text."""

    page: int
    mcid: int | None
    artifact: bool
    codes: list[int] = field(default_factory=list)
    text: str = ""


def painted(pdf: pikepdf.Pdf) -> Iterator[Painted]:
    """All that the pages paint, in order; what a form paints counts where it is used."""
    for number, page in enumerate(pdf.pages):
        yield from _content(number, page, page.obj.Resources, [])


def text(data: bytes) -> str:
    """What the pages print, tags left aside; one line for each line that is shown."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "\n".join(each.text for each in painted(pdf) if each.text)


def _content(number: int, source: Any, resources: Any, marks: list[tuple[int | None, bool]]) -> Iterator[Painted]:
    font: dict[int, str] = {}
    marks = list(marks)
    for step in pikepdf.parse_content_stream(source):
        operator = str(step.operator) if not isinstance(step, pikepdf.ContentStreamInlineImage) else "INLINE IMAGE"
        operands: Any = step.operands
        if operator in {"BMC", "BDC"}:
            properties = operands[1] if operator == "BDC" else None
            mcid = (
                int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None
            )
            marks.append((mcid, str(operands[0]) == "/Artifact"))
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            font = letters(resources.Font[str(operands[0])])
        elif operator in PAINTING:
            form = resources.XObject[str(operands[0])] if operator == "Do" else None
            if form is not None and str(form.Subtype) == "/Form" and not _own_mark(form):
                yield from _content(number, form, form.get("/Resources", resources), marks)
                continue
            mcid = next((found for found, _ in reversed(marks) if found is not None), None)
            codes = list(_codes(operands)) if operator in SHOWING else []
            shown = "".join(map(partial(_letter, font), codes))
            yield Painted(number, mcid, any(artifact for _, artifact in marks), codes, shown)


def _own_mark(form: Any) -> bool:
    return "/StructParent" in form


def _letter(font: dict[int, str], code: int) -> str:
    return font.get(code, "\ufffd")


def _codes(operands: Any) -> Iterator[int]:
    pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            yield from (int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))


def letters(font: Any) -> dict[int, str]:
    """Which letters each code of a font stands for, as its ToUnicode says."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, said in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(said).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, said in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(said).decode("utf-16-be")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found
