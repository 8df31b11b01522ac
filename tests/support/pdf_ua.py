"""Our own check of PDF/UA-1, in place of veraPDF, which needs Java: the rules that a machine can check on our papers.

It says what breaks which rule of ISO 14289-1; the last test of tests/desk/paper/test_pdf_ua.py breaks each of them.
"""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.support.pdfs import painted

PART = "{http://www.aiim.org/pdfua/ns/id/}part"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
INSIDE = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/TOCI", "/Note", "/Caption"},
    "/LBody": {"/LI"},
}
KNOWN = {
    *(
        "/Document",
        "/Part",
        "/Art",
        "/Sect",
        "/Div",
        "/BlockQuote",
        "/Caption",
        "/TOC",
        "/TOCI",
        "/Index",
        "/NonStruct",
    ),
    *(
        "/P",
        "/H",
        "/H1",
        "/H2",
        "/H3",
        "/H4",
        "/H5",
        "/H6",
        "/L",
        "/LI",
        "/Lbl",
        "/LBody",
        "/Table",
        "/TR",
        "/TH",
        "/TD",
    ),
    *("/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code", "/Link", "/Annot"),
    *("/Figure", "/Formula", "/Form", "/Private"),
}


def findings(data: bytes) -> list[str]:
    """What is wrong, a line each; nothing if the PDF keeps the rules."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = "/StructTreeRoot" in pdf.Root
        return [*_document(pdf), *_content(pdf), *_fonts(pdf), *(_structure(pdf) if tree else ["7.1: no tags"])]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    with pdf.open_metadata() as said:
        if said.get(PART) != "1":
            yield "5: the metadata does not name PDF/UA part 1"
        if not said.get(TITLE):
            yield "7.1: no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "7.1: a window would show the file's name instead of the title"
    if not root.get("/MarkInfo", {}).get("/Marked") or root.MarkInfo.get("/Suspects"):
        yield "7.1: not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "7.2: no language"
    for number, page in enumerate(pdf.pages):
        if str(page.obj.get("/Tabs", "")) != "/S":
            yield f"7.18.3: page {number} has no tab order by structure"


def _content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each painted thing is tagged or an artifact, never both; each tag's content is on a page."""
    seen: set[tuple[int, int]] = set()
    for each in painted(pdf):
        if each.artifact == (each.mcid is not None):
            yield f"7.1: something on page {each.page} is neither tagged nor an artifact, or both"
        if each.mcid is not None:
            seen.add((each.page, each.mcid))
        if 0 in each.codes or "\ufffd" in each.text:
            yield f"7.21: a letter on page {each.page} has no glyph, or no meaning"
    owned = Counter(_owned(pdf))
    if any(count > 1 for count in owned.values()):
        yield "7.1: content belongs to two tags"
    for page, mcid in seen - set(owned):
        yield f"7.1: content {mcid} of page {page} belongs to no tag"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            if thing.get("/Subtype") == "/Type0" and "/ToUnicode" not in thing:
                yield "7.21.7: a font does not say which letters it shows"
            if "/FontDescriptor" in thing and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
                thing.FontDescriptor.keys()
            ):
                yield "7.21.4: a font is not embedded"


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root.StructTreeRoot
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    level = 0
    for parent, element in _elements(root, "/StructTreeRoot"):
        kind = str(element.S)
        standard = roles.get(kind, kind)
        if standard not in KNOWN:
            yield f"7.1: {kind} is no standard tag, and mapped to none"
        if kind in INSIDE and parent not in INSIDE[kind]:
            yield f"7.2: {kind} inside {parent}"
        if standard == "/Figure" and not str(element.get("/Alt", "") or element.get("/ActualText", "")):
            yield "7.3: a figure without a text in its place"
        if kind == "/TH" and "/Scope" not in str(element.get("/A", "")):
            yield "7.5: a table's heading does not say what it heads"
        if len(standard) == 3 and standard[:2] == "/H":
            if int(standard[2]) > level + 1:
                yield f"7.4.2: a heading of level {standard[2]} after level {level}"
            level = int(standard[2])


def _elements(node: Any, parent: str) -> Iterator[tuple[str, Any]]:
    for child in _kids(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield parent, child
            yield from _elements(child, str(child.S))


def _kids(node: Any) -> list[Any]:
    found = node.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def _owned(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Page and number of each marked content that a tag holds."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for _, element in _elements(pdf.Root.StructTreeRoot, ""):
        for child in _kids(element):
            if isinstance(child, int):
                yield pages[element.Pg.objgen], int(child)
            elif isinstance(child, pikepdf.Dictionary) and "/MCID" in child:
                yield pages[child.get("/Pg", element.get("/Pg")).objgen], int(child.MCID)
