"""film.json: one good one, and bad ones that are one change away from it."""

import json
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from sealed.film.facts import FILM_ID, Facts, Started, film_id, fingerprint
from tests.support.small_films import Box

FACTS = Box().facts()


def test_it_is_one_line_of_json() -> None:
    encoded = FACTS.encode()
    assert encoded.endswith(b"}\n")
    assert encoded.count(b"\n") == 1
    assert Facts.decode(encoded) == FACTS
    assert list(json.loads(encoded)) == [
        "format",
        "film",
        "recorder",
        "recipients",
        "started",
        "video",
        "audio",
        "software",
    ]
    assert FACTS.video.fraction == Fraction(25)


def test_keys_of_a_later_version_are_ignored() -> None:
    later = json.loads(FACTS.encode()) | {"battery": {"level": 0.8}}
    assert Facts.decode(json.dumps(later).encode()) == FACTS


BAD: dict[str, tuple[str, Any]] = {
    "newer format": ("format", 2),
    "film id": ("film", "../../etc"),
    "film id, empty": ("film", ""),
    "no recipients": ("recipients", []),
    "recipient": ("recipients", ["SHA256:short"]),
    "clock without time": ("started", {"utc": None, "clock": "ntp"}),
    "time without clock": ("started", {"utc": "2026-11-22T14:05:09Z", "clock": "none"}),
    "unknown clock": ("started", {"utc": "2026-11-22T14:05:09Z", "clock": "sundial"}),
    "time": ("started", {"utc": "yesterday", "clock": "ntp"}),
    "codec": ("video", {"codec": "vp9", "width": 1, "height": 1, "rate": "25/1"}),
    "width": ("video", {"codec": "h264", "width": 0, "height": 1, "rate": "25/1"}),
    "huge": ("video", {"codec": "h264", "width": 10**30, "height": 1, "rate": "25/1"}),
    "rate": ("video", {"codec": "h264", "width": 1, "height": 1, "rate": "25/0"}),
    "escape": ("recorder", {"name": "\x1b[2J", "key": FACTS.recorder.key}),
    "no name": ("recorder", {"name": "", "key": FACTS.recorder.key}),
    "key": ("recorder", {"name": "box", "key": "ssh-rsa AAAA"}),
    "key with a comment": ("recorder", {"name": "box", "key": FACTS.recorder.key + " me"}),
    "software": ("software", "attune\n0.1.0"),
}


@pytest.mark.parametrize(("key", "value"), BAD.values(), ids=BAD)
def test_bad_facts_are_refused(key: str, value: Any) -> None:
    with pytest.raises(ValueError):
        Facts.decode(json.dumps(json.loads(FACTS.encode()) | {key: value}).encode())


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"\xff", b'"' * 9, b"[" * 100_000, b"{}", FACTS.encode()[:-3]])
def test_what_is_no_facts_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        Facts.decode(data)


def test_names_of_films_and_recipients() -> None:
    when = datetime(2026, 11, 22, 15, 5, 59, tzinfo=timezone(timedelta(hours=1)))
    assert film_id(when, "k7qm") == "20261122-1405-k7qm"
    assert film_id(None, "k7qm") == "undated-k7qm"
    assert FILM_ID.fullmatch(film_id(when, "k7qmabcd"))
    assert Started.at(when, "rtc") == Started("2026-11-22T14:05:59Z", "rtc")
    assert Started.at(when, "none") == Started.at(None, "ntp") == Started(None, "none")
    # printf %s age1example | openssl dgst -sha256 -binary | base64
    assert fingerprint("age1example") == "SHA256:43QlJVyS+NLRHHDR/9TsVKfRx6BU8Rfp+Sz7ThoTC6c"
