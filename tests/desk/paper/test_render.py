"""What people said is printed as they said it; a service's own templates; letters that no font has."""

import io
import re
from pathlib import Path

import pikepdf
import pytest

from desk.paper.errors import LetterheadUnusable, NoLetters, TemplateUnusable
from desk.paper.letterhead import Letterhead
from desk.paper.papers import AgreedPoints
from desk.paper.render import render
from tests.support.desk_pages import made_up
from tests.support.pdf_ua import findings
from tests.support.pdfs import text
from tests.support.some_papers import DAY, SERVICE, some_papers

HOSTILE = (
    '#read("/etc/passwd") #import "x.typ" *bold* _under_ = not a heading <label> @ref $x^2$ `raw` \\u{41} // no '
    '"quotes" #{1+1}'
)


def agreed(said: str) -> AgreedPoints:
    return AgreedPoints(day=DAY, strengths=(said,))


def test_no_text_of_a_person_becomes_markup() -> None:
    pdf = render(agreed(HOSTILE), Letterhead())
    assert HOSTILE.replace(" ", "") in joined(pdf).replace(" ", "")
    assert findings(pdf) == []


def test_control_characters_are_left_out_and_line_breaks_stay() -> None:
    said = text(render(agreed("bef\x00ore\x1b[31m\r\nafter\ud800"), Letterhead()))
    assert "before[31m\nafter" in said


def test_every_sentence_is_in_the_catalogue(tmp_path: Path) -> None:
    """In a language that puts each sentence into brackets, outside of them stand data (“xylo”) and a command."""
    translations = made_up(tmp_path, "eo")
    for paper in some_papers():
        said = joined(render(paper, SERVICE, "eo", translations))
        left = CODE.sub("", outside_brackets(said))
        words = {word for word in left.split() if sum(map(str.isalpha, word)) > 2 and "xylo" not in word.lower()}
        assert words == set(), type(paper).__name__
        assert "[" in said


CODE = re.compile(
    r"ssh-keygen|verify|signers|attune-erasure|certificate\.json|\.sig|\b2026-\S+"
    r"|Xylo (?:Service|Lane|smiles|goes on\.|hears complaints\.|\w+\.)|Dear Xylo",
    re.I,
)


def outside_brackets(said: str) -> str:
    depth, left = 0, ""
    for letter in said:
        depth += (letter == "[") - (letter == "]")
        left += letter if depth == 0 else " "
    return left


@pytest.mark.parametrize(
    "said", ["Zażółć gęślą jaźń", "Ça va où naïveté", "Привет", "Καλημέρα", "Čeština: příliš žluťoučký"]
)
def test_latin_greek_and_cyrillic_are_printed_by_the_fonts_that_come_along(said: str) -> None:
    pdf = render(agreed(said), Letterhead())
    assert said in joined(pdf)
    assert findings(pdf) == []


@pytest.mark.parametrize("said", ["مرحبا", "你好", "😀", "𐎀"])
def test_other_letters_are_printed_whole_or_refused_by_name(said: str) -> None:
    """What fonts a computer has differs; a box in the place of a letter is never printed."""
    try:
        pdf = render(agreed(said), Letterhead())
    except NoLetters as error:
        assert any(letter in str(error) for letter in said)
        assert "papers" in str(error)
    else:
        assert findings(pdf) == []


def test_letters_that_no_font_can_have_are_named() -> None:
    with pytest.raises(NoLetters, match="\U000f0000"):
        render(agreed("a \U000f0000 b"), Letterhead())


def test_an_unknown_language_is_english() -> None:
    for locale in ("tlh", "x", "", "nl", "ar"):
        pdf = render(agreed("x"), Letterhead(), locale)
        assert "What goes well" in text(pdf)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert str(document.Root.Lang).startswith("en"), "what reads it aloud, and from left to right"


def test_a_service_says_who_it_is(tmp_path: Path) -> None:
    (papers := tmp_path / "papers").mkdir()
    (papers / "service.toml").write_text('name = "Infant Team"\ncontact = ["12 Meadow Lane"]\nlogo = "logo.svg"\n')
    (papers / "logo.svg").write_bytes(SERVICE.logo)
    pdf = render(agreed("x"), Letterhead.read(tmp_path))
    assert "Infant Team" in text(pdf)
    assert "12 Meadow Lane" in text(pdf)
    assert findings(pdf) == []


def test_a_service_may_say_nothing(tmp_path: Path) -> None:
    assert Letterhead.read(tmp_path).name == ""


@pytest.mark.parametrize("stated", ["name = 3", "nmae = 'x'", "name = ", "logo = 'none.svg'", "name = '\xff'"])
def test_a_service_that_misspells_is_told_where(tmp_path: Path, stated: str) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "service.toml").write_bytes(stated.encode("latin-1"))
    with pytest.raises(LetterheadUnusable, match=r"service\.toml"):
        Letterhead.read(tmp_path)


def with_template(tmp_path: Path, source: str) -> Letterhead:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "agreed_points.typ").write_text(source)
    return Letterhead.read(tmp_path)


def test_a_template_of_the_service_is_used(tmp_path: Path) -> None:
    service = with_template(tmp_path, '#import "/house.typ": *\n#show: house\nOurs: #d.paper.strengths.first()\n')
    pdf = render(agreed("a smile"), service)
    assert "Ours: a smile" in joined(pdf)
    assert findings(pdf) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('#import "/house.typ": *\n#show: house\n\n#d.paper.no_such\n', 4),
        ('#import "/house.typ": *\n#foo(\n', 2),
        ('#import "@preview/cetz:0.3.0": *\n', 1),
        ('a\n\n#read("/etc/passwd")\n', 3),
        ('a\n#read("../../../errors.py")\n', 2),
        ('a\n\n#image("/house.typ")', 3),
    ],
)
def test_a_bad_template_is_refused_with_its_line(tmp_path: Path, source: str, line: int) -> None:
    service = with_template(tmp_path, source)
    with pytest.raises(TemplateUnusable, match=rf"agreed_points\.typ cannot be used: line {line}, "):
        render(agreed("x"), service)


def test_days_are_written_in_the_paper_s_language(tmp_path: Path) -> None:
    assert "26 November 2026" in joined(render(agreed("x"), Letterhead()))
    assert "26 November 2026" in joined(render(agreed("x"), Letterhead(), "de")), "as all of it, without a translation"
    assert "26. November 2026" in joined(render(agreed("x"), Letterhead(), "de", made_up(tmp_path, "de")))


def joined(pdf: bytes) -> str:
    return " ".join(text(pdf).split())
