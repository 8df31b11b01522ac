"""Draws a paper as tagged PDF/UA-1, in memory: no text of it reaches a file.

What people said goes to typst as JSON and is printed as it is; it never becomes markup.
"""

import json
import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from desk.paper.errors import LetterheadUnusable, NoLetters, PaperNotDrawn, TemplateUnusable
from desk.paper.language import TRANSLATIONS, Language
from desk.paper.letterhead import Letterhead
from desk.paper.paper import Paper
from desk.paper.typesetter import typesetter

TEMPLATES = Path(__file__).parent / "templates"
WITHOUT_LETTERS = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
LINE = re.compile(r"__typst_py_bytes__\.typ:([0-9]+):")
PACKAGE = re.compile(r'"@[a-z]')


def render(paper: Paper, letterhead: Letterhead, locale: str = "en", translations: Path = TRANSLATIONS) -> bytes:
    """The PDF. Raises LetterheadUnusable, TemplateUnusable, NoLetters, TypesetterMissing, PaperNotDrawn."""
    pdf: bytes = draw(paper, letterhead, Language(locale, translations))
    return pdf


def draw(paper: Paper, letterhead: Letterhead, language: Language, form: Any = "pdf") -> Any:
    """A PDF as bytes, or with `form` "png" a picture of each page."""
    own = letterhead.template(paper.template)
    typst = typesetter()
    source = _read(own) if own else (TEMPLATES / f"{paper.template}.typ").read_bytes()
    try:
        return typst.compile(
            source,
            root=TEMPLATES,
            font_paths=_fonts(letterhead.folder),
            format=form,
            sys_inputs={"data": json.dumps(_data(paper, letterhead, language))},
            pdf_standards=["ua-1"] if form == "pdf" else [],
        )
    except typst.TypstError as error:
        if letterhead.logo:
            draw(paper, msgspec.structs.replace(letterhead, logo=b""), language, form)  # raises whatever else is wrong
            raise LetterheadUnusable(
                cause=f"its logo cannot be drawn ({error.message})", path=letterhead.path
            ) from None
        raise _refusal(error, own) from None  # its text may hold what a family said


def _data(paper: Paper, letterhead: Letterhead, language: Language) -> Any:
    stated = {name: getattr(letterhead, name) for name in ("name", "contact", "logo")}
    fields = msgspec.structs.asdict(paper)
    return _plain({"lang": language.code, "words": paper.words(language), "paper": fields, "service": stated}, language)


def _plain(value: Any, language: Language) -> Any:
    """As JSON has it: days in the paper's language, pictures as numbers, text without control characters."""
    match value:
        case dict():
            return {name: _plain(each, language) for name, each in value.items()}
        case msgspec.Struct():
            return _plain(msgspec.structs.asdict(value), language)
        case tuple() | list() | bytes():
            return [_plain(each, language) for each in value]
        case date():
            return language.day(value)
        case str():
            text = value.replace("\r\n", "\n")
            return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"})
        case _:
            return value


def _read(template: Path) -> bytes:
    try:
        source = template.read_bytes()
    except OSError as error:
        raise TemplateUnusable(path=template, line=0, cause=error.strerror) from error
    for number, line in enumerate(source.decode("utf-8", "replace").splitlines(), 1):
        if PACKAGE.search(line):
            raise TemplateUnusable(path=template, line=number, cause="packages would be fetched from the internet")
    return source


@cache
def _fonts(folder: Path | None) -> Any:
    """Those of typst first; what they lack comes from the service's folder or the computer."""
    return typesetter().Fonts(include_system_fonts=True, font_paths=[folder] if folder and folder.is_dir() else [])


def _refusal(error: Any, own: Path | None) -> Exception:
    unknown = ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(WITHOUT_LETTERS.findall(error.diagnostic)))
    missing = sorted(set(unknown))
    if missing:
        return NoLetters(letters=" ".join(missing))
    if own:
        found = LINE.search(error.diagnostic)
        return TemplateUnusable(path=own, line=found.group(1) if found else "?", cause=error.message)
    return PaperNotDrawn(cause=error.message)
