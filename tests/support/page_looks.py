"""Judges a page as it is: axe-core, nothing wider than the window, no field whose text a browser keeps.

ATTUNE_TEST_PICTURES names a folder for the pictures, which somebody is to look at.
"""

import os
from pathlib import Path

from tests.support.desk_process import accessible
from tests.support.tabs import DESK, ChromiumTab, Tab

PICTURES = os.environ.get("ATTUNE_TEST_PICTURES")
PHONES = (320, 390)
WIDTH = "() => document.documentElement.scrollWidth"
LETTERS = "size => { document.documentElement.style.fontSize = size }"
KEPT = """() => [...document.querySelectorAll("input, textarea, select")].filter((field) =>
  field.type !== "hidden" && (field.getAttribute("autocomplete") !== "off" ||
  (field.matches("[type=text], [type=number], textarea") && (field.getAttribute("spellcheck") !== "false" ||
  field.getAttribute("writingsuggestions") !== "false")))).map((field) => field.outerHTML)"""


def looks_right(tab: Tab, name: str) -> None:
    """One of the desk's pages. In Chromium also at a phone's widths, in light and dark, with letters twice as large."""
    assert tab.evaluate(KEPT) == []
    assert tab.evaluate("() => document.title") == "Attune"
    if isinstance(tab, ChromiumTab):
        _stays_whole(tab, name)
    else:
        _judge(tab, name, DESK["width"])


def _stays_whole(tab: ChromiumTab, name: str) -> None:
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        for width in PHONES:
            tab.size(width, 800)
            _judge(tab, f"{name}-{scheme}-{width}", width)
        tab.size(**DESK)
        _judge(tab, f"{name}-{scheme}", DESK["width"])
    tab.evaluate(LETTERS, "200%")
    assert tab.evaluate(WIDTH) <= DESK["width"], f"{name} at 200 %"
    tab.evaluate(LETTERS, "")
    tab.page.emulate_media(color_scheme="light")


def keep_picture(tab: Tab, name: str) -> None:
    """For whoever looks at it."""
    if PICTURES:
        kind = type(tab).__name__.removesuffix("Tab").lower()
        Path(PICTURES, f"{kind}-{name}.png").write_bytes(tab.shot())


def _judge(tab: Tab, name: str, width: int) -> None:
    keep_picture(tab, name)
    assert tab.evaluate(WIDTH) <= width, name
    accessible(tab)
