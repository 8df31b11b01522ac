"""A desk without typst: `make run` leaves it out."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

PAPER = """
from datetime import date
from desk.paper.letterhead import Letterhead
from desk.paper.papers import AgreedPoints
from desk.paper.render import render
draw = lambda: render(AgreedPoints(day=date(2026, 11, 26), strengths=("We sing",)), Letterhead())
"""
CARD = """
import av
from desk.handover.title_cards import title_card
draw = lambda: title_card(av.VideoFrame(64, 36, "yuv420p"), "1", "She waits")
"""
WITHOUT = """
import sys
sys.modules["typst"] = None  # as where it is not installed
import desk.pages.app
from desk.errors import DeskError
{draws}
try:
    draw()
except DeskError as error:
    print(error)
"""


@pytest.mark.parametrize("draws", [PAPER, CARD])
def test_its_pages_start_and_a_paper_says_what_is_missing(draws: str) -> None:
    command = [sys.executable, "-c", WITHOUT.format(draws=draws)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "typst, which is not installed here" in said
    assert "`make papers`" in said
