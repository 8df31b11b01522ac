"""The case cards that are offered before a visit, as far as their folder and the list of desks go."""

from pathlib import Path

import pytest

from appliance.recorder.next_visit import Cases
from sealed.papers.case_cards import CaseCards


def test_a_box_without_desks_offers_no_case(tmp_path: Path) -> None:
    cases = Cases(tmp_path / "cards", tmp_path / "desks", lambda: None)
    (tmp_path / "cards" / "K-17.json").write_text("{}")
    assert cases.read() == CaseCards({}, {})


@pytest.mark.parametrize("spoiled", [b"\xff\xff", b"no line of it is a key\n"])
def test_a_spoiled_list_of_desks_is_told_as_a_bad_card(tmp_path: Path, spoiled: bytes) -> None:
    cases = Cases(tmp_path / "cards", tmp_path / "desks", lambda: None)
    (tmp_path / "desks").write_bytes(spoiled)
    found = cases.read()
    assert found.good == {}
    assert found.bad
