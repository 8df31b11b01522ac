"""A page that goes on without an answer goes on without the rest of one too: whoever leaves it ends both."""

import re
from pathlib import Path

DESK = Path(__file__).parents[2] / "desk"
BODY = re.compile(r"\.(?:json|text|arrayBuffer)\(\)(?!\.catch\()")


def test_what_a_module_asks_in_passing_fails_in_no_part() -> None:
    passing = [path for path in sorted(DESK.glob("*/static/*.js")) if "catch(() => null)" in path.read_text("utf-8")]
    assert len(passing) > 4
    assert {path.name: found for path in passing if (found := BODY.findall(path.read_text("utf-8")))} == {}
