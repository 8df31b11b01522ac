"""A film's clips and marks for ELAN: EAF 3.0, with the principles as a controlled vocabulary.

ELAN allows no two annotations of a tier to overlap, and clips may: what overlaps goes to a second tier of its kind.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from desk.cases.case import Clip
from desk.clips.principles import Heading
from sealed.film.records import Mark

SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
UNDETERMINED = "http://cdb.iso.org/lg/CDB-00130975-001"
VOCABULARY = "principles"
MARK_LASTS = 1000  # ms: a mark is a moment, and ELAN knows only stretches
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Annotation(NamedTuple):
    """What is said of a stretch of film, in milliseconds; `entry` is its number in the vocabulary."""

    start: int
    end: int
    value: str
    entry: int | None = None


def eaf(media: str, clips: Sequence[Clip], marks: Iterable[Mark], headings: Sequence[Heading]) -> bytes:
    """The document. `media` is the film's file as it would be named beside it."""
    document = Element("ANNOTATION_DOCUMENT", AUTHOR="", DATE=datetime.now(UTC).isoformat(timespec="seconds"))
    document.attrib |= {"FORMAT": "3.0", "VERSION": "3.0", f"{{{INSTANCE}}}noNamespaceSchemaLocation": SCHEMA}
    header = SubElement(document, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    SubElement(header, "MEDIA_DESCRIPTOR", MEDIA_URL=media, MIME_TYPE="video/mp4", RELATIVE_MEDIA_URL=f"./{media}")
    order = SubElement(document, "TIME_ORDER")
    tiers = _Tiers(document, order)
    numbers = {heading.value: number for number, heading in enumerate(headings)}
    tiers.add("Clips", "text", [_annotation(clip, clip.title) for clip in clips])
    named = [(clip, value) for clip in clips for value in clip.principles]
    tiers.add("Principles", VOCABULARY, [_annotation(clip, value, numbers[value]) for clip, value in named])
    tiers.add("Sub-behaviours", "text", [_annotation(clip, each) for clip in clips for each in clip.sub_behaviours])
    tiers.add("Notes", "text", [_annotation(clip, clip.note) for clip in clips if clip.note])
    tiers.add("Marks", "text", [_mark(mark) for mark in marks])
    SubElement(header, "PROPERTY", NAME="lastUsedAnnotationId").text = str(tiers.count)
    _add_types(document, headings)
    indent(document)
    return bytes(tostring(document, "utf-8", xml_declaration=True))


def _add_types(document: Element, headings: Sequence[Heading]) -> None:
    plain = {"TIME_ALIGNABLE": "true", "GRAPHIC_REFERENCES": "false"}
    SubElement(document, "LINGUISTIC_TYPE", plain, LINGUISTIC_TYPE_ID="text")
    SubElement(document, "LINGUISTIC_TYPE", plain, LINGUISTIC_TYPE_ID=VOCABULARY, CONTROLLED_VOCABULARY_REF=VOCABULARY)
    SubElement(document, "LANGUAGE", LANG_DEF=UNDETERMINED, LANG_ID="und", LANG_LABEL="undetermined (und)")
    vocabulary = SubElement(document, "CONTROLLED_VOCABULARY", CV_ID=VOCABULARY)
    SubElement(vocabulary, "DESCRIPTION", LANG_REF="und").text = "Attunement principles of Video Interaction Guidance"
    for number, heading in enumerate(headings):
        entry = SubElement(vocabulary, "CV_ENTRY_ML", CVE_ID=_entry_id(number))
        SubElement(entry, "CVE_VALUE", LANG_REF="und", DESCRIPTION=printable(heading.label)).text = heading.value


class _Tiers:
    """Adds tiers to a document, and the time slots that their annotations point to."""

    def __init__(self, document: Element, order: Element) -> None:
        self._document, self._order = document, order
        self.count = 0

    def add(self, name: str, kind: str, annotations: list[Annotation]) -> None:
        for number, lane in enumerate(_lanes(annotations) or [[]], 1):
            title = name if number == 1 else f"{name} {number}"
            tier = SubElement(self._document, "TIER", LINGUISTIC_TYPE_REF=kind, TIER_ID=title)
            for annotation in lane:
                self._annotate(tier, annotation)

    def _annotate(self, tier: Element, annotation: Annotation) -> None:
        self.count += 1
        facts = {"ANNOTATION_ID": f"a{self.count}"}
        for edge, time in enumerate((annotation.start, annotation.end), 1):
            slot = f"ts{2 * self.count - 2 + edge}"
            SubElement(self._order, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(time))
            facts[f"TIME_SLOT_REF{edge}"] = slot
        if annotation.entry is not None:
            facts["CVE_REF"] = _entry_id(annotation.entry)
        aligned = SubElement(SubElement(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", facts)
        SubElement(aligned, "ANNOTATION_VALUE").text = printable(annotation.value)


def _lanes(annotations: Iterable[Annotation]) -> list[list[Annotation]]:
    lanes: list[list[Annotation]] = []
    for annotation in sorted(annotations):
        lane = next((lane for lane in lanes if lane[-1].end <= annotation.start), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(annotation)
    return lanes


def _annotation(clip: Clip, value: str, entry: int | None = None) -> Annotation:
    start = milliseconds(clip.start_ns)
    return Annotation(start, max(start + 1, milliseconds(clip.end_ns)), value, entry)


def _mark(mark: Mark) -> Annotation:
    said = ": ".join(filter(None, (mark.principle, mark.note)))
    return Annotation(milliseconds(mark.at), milliseconds(mark.at) + MARK_LASTS, said or "mark")


def milliseconds(ns: int) -> int:
    """A time as ELAN and WebVTT hold it."""
    return (ns + 500_000) // 1_000_000


def printable(text: str) -> str:
    """What XML can hold of a text."""
    return UNPRINTABLE.sub("", text)


def _entry_id(number: int) -> str:
    return f"principle-{number}"
