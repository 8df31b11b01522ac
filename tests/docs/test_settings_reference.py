"""The reference of the settings is complete, current, and every number in it has bounds."""

import math

import msgspec
import pytest
from msgspec import inspect as kinds

from appliance.courier.settings import StoreSettings
from appliance.films.auto_wipe import WipeSettings
from tools.settings_reference import FILES, PAGE, fields, page
from tools.settings_words import WORDS


@pytest.mark.parametrize("name", FILES)
def test_every_key_has_its_words_and_no_words_lack_a_key(name: str) -> None:
    assert [key for key, _ in fields(FILES[name][1])] == list(WORDS[name])


def test_the_page_is_made_from_the_types() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.settings_reference"


@pytest.mark.parametrize("name", FILES)
def test_every_number_has_bounds(name: str) -> None:
    for key, field in fields(FILES[name][1]):
        info = kinds.type_info(field.type)
        for part in info.types if isinstance(info, kinds.UnionType) else [info]:
            if isinstance(part, (kinds.IntType, kinds.FloatType)):
                assert (part.ge, part.gt) != (None, None), key
                assert (part.le, part.lt) != (None, None), key


@pytest.mark.parametrize("number", [math.inf, math.nan, 1e300, -1.0])
def test_a_number_that_no_clock_or_line_knows_is_refused(number: float) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        WipeSettings(keep_days=number)
    with pytest.raises((ValueError, msgspec.ValidationError)):
        StoreSettings("file:///films", limit=number)
    with pytest.raises((ValueError, msgspec.ValidationError)):
        StoreSettings("file:///films", limit=1e-300)
