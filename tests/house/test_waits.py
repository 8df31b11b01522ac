"""A page shows a moment later what was done: tests wait for what they assert, and begin to wait before its cause."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
READS = {"all_inner_texts", "all_text_contents", "count", "inner_text", "input_value", "text_content", "title"} | {
    f"is_{state}" for state in ("checked", "disabled", "editable", "enabled", "hidden", "visible")
}
"""What Playwright reads once, as the page is at that moment; `expect` waits for each of them."""


def _drives(tree: ast.Module) -> bool:
    """Whether it drives Chromium itself."""
    return any(isinstance(node, ast.ImportFrom) and str(node.module).startswith("playwright") for node in tree.body)


def _read_once(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="get_attribute")):
            return True
        case ast.Call(func=ast.Attribute(attr=name), args=[], keywords=[]):  # a string's `count` has an argument
            return name in READS
    return False


def _waits(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("expect_")


def _too_early(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and any(map(_read_once, ast.walk(node.test))):
            yield f"{node.lineno}: asserts what was read once: use expect()"
        if isinstance(node, ast.With) and isinstance(node.body[0], ast.Pass) and _waits(node.items[0].context_expr):
            yield f"{node.lineno}: the cause stands before what waits for its effect"


def test_nothing_is_read_too_early() -> None:
    texts = {str(path.relative_to(TESTS)): path.read_text() for path in sorted(TESTS.rglob("*.py"))}
    trees = {name: ast.parse(text) for name, text in texts.items() if "playwright" in text}
    drive = {name: tree for name, tree in trees.items() if _drives(tree)}
    assert len(drive) > 20
    assert {name: lines for name, tree in drive.items() if (lines := [*_too_early(tree)])} == {}


@pytest.mark.parametrize(
    ("line", "early"),
    [
        ("assert page.locator('#said').inner_text() == 'Filming'", True),
        ("assert not page.get_by_role('alert').is_visible()", True),
        ("assert box.get_attribute('href') == '/'", True),
        ("with page.expect_response('**/time'): pass", True),
        ("expect(page.locator('#said')).to_have_text('Filming')", False),
        ("assert text.count('Filming') == 1", False),
        ("with page.expect_response('**/time'): page.goto('/')", False),
    ],
)
def test_what_is_too_early(line: str, early: bool) -> None:
    assert bool([*_too_early(ast.parse(line))]) is early
