"""Every refusal of the recorder has a sentence of its own: the cause, then what to do."""

import ast
import re
from pathlib import Path

import pytest

from appliance.api import errors as api_errors
from appliance.errors import BoxError
from appliance.films import bundle
from appliance.films import errors as film_errors

ROOT = Path(__file__).parents[2]
KINDS = [
    kind
    for module in (api_errors, film_errors, bundle)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, BoxError) and kind.__module__ == module.__name__
]
TWO = re.compile(r"[^ ].*[.!] [A-Z`].*\.", re.DOTALL)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_says_what_it_is_and_what_to_do(kind: type[BoxError]) -> None:
    assert "sentence" in vars(kind)
    assert TWO.fullmatch(kind.sentence)


def sentences() -> list[tuple[str, str]]:
    """The literal sentences of refusals in the recorder's code, and where they stand."""
    found = []
    for path in sorted((ROOT / "appliance").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Refused", "Refuse"):
                found += [
                    (f"{path.stem}:{node.lineno}", each.value)
                    for each in node.args
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
    return found


def test_each_single_refusal_says_what_to_do() -> None:
    there = sentences()
    assert len(there) > 15
    assert [where for where, sentence in there if not TWO.fullmatch(sentence)] == []
    assert len({sentence for _, sentence in there}) >= len(there) - 2, "the same cause has the same words"
