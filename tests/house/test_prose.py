"""Docstrings and comments of the product are technical English that an engineer can grep: no figures of speech."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PARTS = ("attune", "sealed", "control", "stores", "appliance", "web", "desk", "provision")
FIGURES = re.compile(
    r"\b(knock\w*|tires?|tireless|whoever|eyes|asleep|farewell\w*|trembl\w*|lets nobody)\b", re.IGNORECASE
)
"""Each stood here once, for: retry with backoff, timeout, client, idle, shutdown, bounce, refuse."""


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Each comment and each string that stands by itself, with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_of_speech(part: str) -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{line}: {figure[0]}"
        for path in sorted((PROJECT / part).rglob("*.py"))
        for line, text in prose(path.read_text("utf-8"))
        for figure in FIGURES.finditer(text)
        if "commands" not in path.parts  # help texts are for people
    ]
    assert found == []
