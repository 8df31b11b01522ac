"""What is wrong with a box is said in words of the table, without the bundle's own."""

import msgspec
import pytest

from provision.hints import in_words
from sealed.papers.box_settings import BoxSettings
from tests.support.strict_samples import SAMPLES

SAMPLE = msgspec.to_builtins(next(sample for sample in SAMPLES if isinstance(sample, BoxSettings)))


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("wifi", {"country": "gb"}, "country is two capital letters, such as GB"),
        ("devices", {"rate": "999999"}, "the camera's rate is 999999, and must be from 1 to 120 frames a second"),
        ("store", {"url": "sftp://[::1/a", "name": "x"}, "the store's address is no URL (Invalid IPv6 URL)"),
    ],
)
def test_a_value_that_no_bundle_takes(part: str, value: dict[str, str], said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refusal:
        msgspec.convert(SAMPLE | {part: (SAMPLE.get(part) or {}) | value}, BoxSettings)
    assert in_words(refusal.value) == said
