"""Decision records: each has a number of its own, without gaps, and its file says the same as its heading."""

import re
from pathlib import Path

RECORDS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))
    for number, record in zip(numbers, RECORDS, strict=True):
        assert re.match(rf"# {number}\. ", record.read_text("utf-8")), record.name
