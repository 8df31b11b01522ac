"""A film in words."""

import pytest

from desk import words
from sealed.film.facts import Started


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (4.8, "4.8 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (603.4, "10 min 3 s"),
        (1e9, "16,666,666 min 40 s"),
    ],
)
def test_length(seconds: float, text: str) -> None:
    assert words.length(seconds) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [(0, "00:00.0"), (125_349_999_999, "02:05.3"), (3_600_000_000_000, "60:00.0"), (2**53, "150119:59.2")],
)
def test_position(at: int, text: str) -> None:
    assert words.position(at) == text


def test_sizes_and_counts() -> None:
    assert [words.size(count) for count in (0, 999, 99_999, 100_000, 182_400_000)] == [
        "0.0 kB",
        "1.0 kB",
        "100.0 kB",
        "0.1 MB",
        "182.4 MB",
    ]
    assert [words.count(number, "mark") for number in (0, 1, 2, 15075)] == [
        "0 marks",
        "1 mark",
        "2 marks",
        "15,075 marks",
    ]
    assert words.count(2, "record of the visit", "records of the visit") == "2 records of the visit"


def test_when_it_began() -> None:
    assert words.began(Started("2026-11-22T14:05:09Z", "rtc")) == "22 November 2026, 14:05 UTC, by the box's own clock"
    assert words.began(Started(None, "none")) == "at a time that no clock vouches for"


def test_principles_have_their_published_names() -> None:
    assert words.principle("attuned interaction") == "developing attuned interactions"
    assert [words.principle("guiding"), words.principle(None)] == ["guiding", ""]


def test_what_others_wrote_is_harmless() -> None:
    persian, hindi = "می\u200cخواهم", "क्\u200dष"  # noqa: RUF001
    assert words.plain(f"{persian} {hindi}") == f"{persian} {hindi}"
    assert words.plain("Zoë 👶 \x1b[2J\n\u202e") == "Zoë 👶 ·[2J··"
