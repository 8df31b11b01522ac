"""What other programs read of a film's clips: ELAN's schema, pympi-ling and webvtt-py are the judges."""

import csv
import io
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import msgspec
import pympi  # type: ignore[import-untyped]
import pytest
import webvtt
import xmlschema

from desk.cases.case import Clip
from desk.clips.eaf import eaf
from desk.clips.principles import FILE, LABELS, BadPrinciples, headings
from desk.clips.table import COLUMNS, table
from desk.clips.vtt import vtt
from sealed.film.records import Mark, Principle
from tests.support.small_films import FILM

SECOND = 10**9
TRICKY = "Ruhe & <Nähe> --> \x07“ja”\n\n=1+1 אבא"


def clip(number: int, start: float, end: float, title: str = "", *principles: Principle, note: str = "") -> Clip:
    first, last = round(start * SECOND), round(end * SECOND)
    said = Clip(id=f"{number:016x}", film=FILM, start_ns=first, end_ns=last, title=title, note=note)
    return msgspec.structs.replace(said, principles=principles)


CLIPS = [
    clip(1, 10, 14.5, "she waits", "receiving initiatives", "being attentive", note=TRICKY),
    clip(2, 2, 6, TRICKY, "guiding"),
    clip(3, 12, 20, "overlaps the first", "attuned interaction"),
    clip(4, 14.5, 14.5000001),
]
MARKS = [
    Mark("00112233445566aa", 4 * SECOND, "button"),
    Mark("00112233445566bb", 4_200_000_000, "phone", "guiding", "x"),
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> xmlschema.XMLSchema:
    """EAFv3.0.xsd out of pympi-ling's source, which pip downloads once for this environment."""
    kept = Path(sys.prefix) / "EAFv3.0.xsd"
    if not kept.exists():
        folder = tmp_path_factory.mktemp("schema")
        pip = [str(Path(sys.executable).with_name("uvx")), "--with", "setuptools,wheel", "pip", "download", "-q"]
        source = ["--no-build-isolation", "--no-deps", "--no-binary", ":all:", f"pympi-ling=={version('pympi-ling')}"]
        subprocess.run([*pip, *source, f"--dest={folder}"], check=True)
        with tarfile.open(next(folder.glob("*.tar.gz"))) as packed:
            name = next(name for name in packed.getnames() if name.endswith("test/EAFv3.0.xsd"))
            found = packed.extractfile(name)
            assert found
            kept.write_bytes(found.read())
    return xmlschema.XMLSchema(kept)


@pytest.mark.process
@pytest.mark.parametrize("clips", [CLIPS, []], ids=["clips", "none"])
def test_elan_takes_it(schema: xmlschema.XMLSchema, clips: list[Clip]) -> None:
    schema.validate(io.BytesIO(eaf("film.mp4", clips, MARKS if clips else [], headings())))


def test_pympi_reads_it_with_its_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "film.eaf"
    path.write_bytes(eaf("film.mp4", CLIPS, MARKS, headings()))
    read = pympi.Elan.Eaf(str(path))

    def rows(kind: str) -> list[Any]:
        tiers = (name for name in read.get_tier_names() if name.startswith(kind))
        return sorted(row for name in tiers for row in read.get_annotation_data_for_tier(name))

    assert [row[:2] for row in rows("Clips")] == [(2000, 6000), (10000, 14500), (12000, 20000), (14500, 14501)]
    entries = read.controlled_vocabularies["principles"][1]
    assert [values[0][0] for values, _ in entries.values()] == list(LABELS)
    assert sorted(row[2] for row in rows("Principles")) == sorted(value for each in CLIPS for value in each.principles)
    assert len(read.get_annotation_data_for_tier("Marks")) == 1, "the second overlaps the first"
    assert read.get_annotation_data_for_tier("Marks 2")[0][2] == "guiding: x"


def test_each_principle_points_into_the_vocabulary() -> None:
    document = ElementTree.fromstring(eaf("film.mp4", CLIPS, [], headings()))
    entries = {entry.attrib["CVE_ID"]: entry.findtext("CVE_VALUE") for entry in document.iter("CV_ENTRY_ML")}
    named = [a for a in document.iter("ALIGNABLE_ANNOTATION") if "CVE_REF" in a.attrib]
    assert len(named) == 4
    assert all(entries[a.attrib["CVE_REF"]] == a.findtext("ANNOTATION_VALUE") for a in named)


def test_webvtt_reads_every_cue() -> None:
    cues = webvtt.from_string(vtt(CLIPS, headings()).decode()).captions
    assert [cue.start for cue in cues] == ["00:00:02.000", "00:00:10.000", "00:00:12.000", "00:00:14.500"]
    assert cues[0].end == "00:00:06.000"
    assert "Receiving initiatives, Being attentive" in cues[1].text
    assert "=1+1" in cues[0].text, "an empty line did not end the cue"


def test_the_table_is_read_back_and_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(table([*CLIPS, clip(5, 0, 1, "=cmd()")]).decode("utf-8-sig"))))
    assert rows[0] == list(COLUMNS)
    assert rows[2][5] == TRICKY
    assert rows[1][2:5] == ["10.000000", "14.500000", "4.500000"]
    assert rows[5][5] == "'=cmd()"


def test_a_service_brings_its_own_words(tmp_path: Path) -> None:
    assert [heading.value for heading in headings(tmp_path)] == list(LABELS)
    (tmp_path / FILE).write_text('[guiding]\nlabel = "Leiten"\nbehaviours = ["Wahl geben", "Vorschlagen"]\n', "utf-8")
    guiding = headings(tmp_path)[4]
    assert (guiding.value, guiding.label, guiding.behaviours) == ("guiding", "Leiten", ("Wahl geben", "Vorschlagen"))


@pytest.mark.parametrize("text", ["[kindness]\n", "guiding = 1\n", "[guiding\n", "[guiding]\nlabels = 1\n"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadPrinciples, match=FILE):
        headings(tmp_path)


def test_the_labels_are_those_of_the_marks() -> None:
    assert tuple(LABELS) == get_args(Principle)
