"""Browsers keep what is typed or ticked in a field that does not say itself that it must not be kept."""

import re
from pathlib import Path

import pytest

import desk

FIELD = re.compile(r"<(?:input|select|textarea)\b(?:{{.*?}}|{%.*?%}|[^>])*>", re.DOTALL)
TEMPLATES = sorted(Path(desk.__file__).parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_each_field_says_that_it_is_not_to_be_kept(template: Path) -> None:
    fields = [found for found in FIELD.findall(template.read_text()) if 'type="hidden"' not in found]
    assert [each for each in fields if "private" not in each and 'autocomplete="off"' not in each] == []
