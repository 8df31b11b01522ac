"""A film's clips as WebVTT: subtitles that say title, principles and note of each clip while it lasts."""

import re
from collections.abc import Sequence

from desk.cases.case import Clip
from desk.clips.eaf import milliseconds, printable
from desk.clips.principles import Heading

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def vtt(clips: Sequence[Clip], headings: Sequence[Heading]) -> bytes:
    """The file, its cues in the order of the film."""
    labels = {heading.value: heading.label for heading in headings}
    cues = []
    for number, clip in enumerate(sorted(clips, key=lambda clip: clip.start_ns), 1):
        said = [clip.title, ", ".join(labels[value] for value in clip.principles), *clip.note.splitlines()]
        lines = [_line(text) for text in said if text.strip()] or [str(number)]
        cues.append("\n".join([str(number), f"{_time(clip.start_ns)} --> {_time(clip.end_ns)}", *lines]))
    return ("\n\n".join(["WEBVTT", *cues]) + "\n").encode()


def _line(text: str) -> str:
    """One line that a reader takes for text: an empty one would end the cue."""
    return re.sub(r"\s+", " ", printable(text)).strip().translate(ESCAPES)


def _time(ns: int) -> str:
    ms = milliseconds(ns)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
