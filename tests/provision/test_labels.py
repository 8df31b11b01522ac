"""Labels: each code is read by a real decoder and says what stands beside it."""

import io
import subprocess
import sys

import msgspec
import pytest
import zxingcpp
from PIL import Image

from provision.issue import make_boxes
from provision.labels import draw
from provision.service import Service
from sealed.papers.box_settings import LETTERS, BoxSettings
from tests.support.services import plan

pytestmark = pytest.mark.process


@pytest.fixture
def boxes(service: Service, tmp_path_factory: pytest.TempPathFactory) -> list[BoxSettings]:
    out = tmp_path_factory.mktemp("made")
    plans = [plan(f"attune-{number:02}", light=("rgb", "plain", "none")[number % 3]) for number in range(1, 11)]
    return [made.record.settings for made in make_boxes(service, plans, out)]


def read(sheets: list[bytes]) -> list[list[str]]:
    return [[code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))] for sheet in sheets]


def test_every_code_is_read_and_right(boxes: list[BoxSettings]) -> None:
    sheets = read(draw(boxes, "png", ppi=200))
    assert [len(codes) for codes in sheets] == [16, 4]
    for box in boxes:
        found = [codes for codes in sheets if f"https://{box.address}/" in codes]
        assert len(found) == 1
        assert f"WIFI:T:WPA;S:{box.wifi.ssid};P:{box.wifi.passphrase};;" in found[0]


def test_a_sheet_that_was_begun_is_gone_on_with(boxes: list[BoxSettings]) -> None:
    assert [len(codes) for codes in read(draw(boxes, "png", skip=6, ppi=200))] == [4, 16]


def test_codes_are_read_from_a_photo(boxes: list[BoxSettings]) -> None:
    """As a phone sees it: small, turned a little, blurred by few pixels."""
    sheet = Image.open(io.BytesIO(draw(boxes[:1], "png", ppi=120)[0])).convert("L")
    sheet = sheet.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    texts = {code.text for code in zxingcpp.read_barcodes(sheet)}
    wifi = boxes[0].wifi
    assert texts == {f"https://{boxes[0].address}/", f"WIFI:T:WPA;S:{wifi.ssid};P:{wifi.passphrase};;"}


def test_the_pdf_is_one_file_of_both_sheets(boxes: list[BoxSettings]) -> None:
    (pdf,) = draw(boxes)
    assert pdf.startswith(b"%PDF-")
    assert b"/Count 2" in pdf


@pytest.mark.parametrize("name", ["a", "a" * 32])
def test_the_longest_names_fit(boxes: list[BoxSettings], name: str) -> None:
    wifi = msgspec.structs.replace(boxes[0].wifi, ssid=name)
    box = msgspec.structs.replace(boxes[0], box=name, service="Kinder- und Familienberatung Waldrand " * 2, wifi=wifi)
    (codes,) = read(draw([box] * 8, "png", ppi=200))
    assert len(codes) == 16


def test_passphrases_use_no_letter_that_is_taken_for_another(boxes: list[BoxSettings]) -> None:
    assert not set("ilo01IO") & set(LETTERS)
    assert all(len(box.wifi.passphrase) == 20 and set(box.wifi.passphrase) <= set(LETTERS) for box in boxes)


WITHOUT_TYPST = """
import sys
sys.modules["typst"] = None  # as where it is not installed
from provision.errors import ProvisionError
from provision.labels import draw
try:
    draw([])
except ProvisionError as error:
    print(error)
"""


def test_without_typst_it_says_what_is_missing() -> None:
    """`make run` leaves it out."""
    said = subprocess.run([sys.executable, "-c", WITHOUT_TYPST], check=True, capture_output=True, text=True).stdout
    assert "typst, which is not installed here" in said
