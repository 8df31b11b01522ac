"""Every paper keeps PDF/UA-1, by our own check (tests/support/pdf_ua.py): veraPDF needs Java."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pytest
import typst

from desk.paper.letterhead import Letterhead
from desk.paper.papers import Paper
from desk.paper.render import render
from tests.support.pdf_ua import findings
from tests.support.some_papers import SERVICE, some_papers

PAPERS = some_papers()


@cache
def drawn(number: int) -> bytes:
    return render(PAPERS[number], SERVICE)


@pytest.mark.parametrize("number", range(len(PAPERS)), ids=[type(paper).__name__ for paper in PAPERS])
def test_a_paper_keeps_the_rules(number: int) -> None:
    assert findings(drawn(number)) == []


def test_a_service_that_says_nothing_of_itself_gets_papers_too() -> None:
    assert findings(render(PAPERS[0], Letterhead())) == []


def test_every_kind_of_paper_is_among_them() -> None:
    assert {type(paper) for paper in PAPERS} == set(Paper.__subclasses__())


def test_an_untagged_pdf_is_found() -> None:
    compiled: Any = typst.compile
    found = findings(compiled(b"= Hello", pdf_tags=False))
    assert {line.partition(":")[0] for line in found} >= {"5", "7.1"}


@pytest.mark.slow
def test_each_rule_finds_who_breaks_it() -> None:
    for broken, rule in BROKEN:
        with pikepdf.open(io.BytesIO(drawn(number_of(broken)))) as pdf:
            broken(pdf)
            data = io.BytesIO()
            pdf.save(data)
        assert any(line.startswith(rule) for line in findings(data.getvalue())), broken.__name__


def number_of(broken: Callable[..., None]) -> int:
    kind = "StillsSheet" if broken is no_alt else "Summary"
    return next(number for number, paper in enumerate(PAPERS) if type(paper).__name__ == kind)


def no_part(pdf: Any) -> None:
    del pdf.Root.Metadata


def no_shown_title(pdf: Any) -> None:
    del pdf.Root.ViewerPreferences


def not_marked(pdf: Any) -> None:
    pdf.Root.MarkInfo.Marked = False


def no_language(pdf: Any) -> None:
    del pdf.Root.Lang


def no_tab_order(pdf: Any) -> None:
    del pdf.pages[0].obj.Tabs


def untagged_content(pdf: Any) -> None:
    page = pdf.pages[0]
    page.contents_add(b"0 0 10 10 re f")


def lost_tags(pdf: Any) -> None:
    pdf.Root.StructTreeRoot.K[0].K = pikepdf.Array([])


def no_meaning(pdf: Any) -> None:
    font = next(iter(pdf.pages[0].obj.Resources.Font.values()))
    font.ToUnicode = pdf.make_stream(b"")


def not_embedded(pdf: Any) -> None:
    for thing in pdf.objects:
        for name in ("/FontFile2", "/FontFile3"):
            if isinstance(thing, pikepdf.Dictionary) and name in thing:
                del thing[name]


def no_alt(pdf: Any) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
            del thing["/Alt"]


def skipped_heading(pdf: Any) -> None:
    first(pdf, "/H1").S = pikepdf.Name("/H3")


def odd_tag(pdf: Any) -> None:
    first(pdf, "/P").S = pikepdf.Name("/Paragraph")


def loose_cell(pdf: Any) -> None:
    first(pdf, "/TR").S = pikepdf.Name("/Div")


def heading_of_nothing(pdf: Any) -> None:
    del first(pdf, "/TH")["/A"]


def first(pdf: Any, kind: str) -> Any:
    tags = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == kind)
    return next(tags)


BROKEN: tuple[tuple[Callable[[Any], None], str], ...] = (
    (no_part, "5"),
    (no_shown_title, "7.1"),
    (not_marked, "7.1"),
    (no_language, "7.2"),
    (no_tab_order, "7.18.3"),
    (untagged_content, "7.1"),
    (lost_tags, "7.1"),
    (no_meaning, "7.21"),
    (not_embedded, "7.21.4"),
    (no_alt, "7.3"),
    (skipped_heading, "7.4.2"),
    (odd_tag, "7.1"),
    (loose_cell, "7.2"),
    (heading_of_nothing, "7.5"),
)
