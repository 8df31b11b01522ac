"""What tests of several parts share stands in tests/support: no part's tests reach into another's."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TESTS = PROJECT / "tests"
MACHINES = {"rig"}
"""The benchmarks run in the rig too."""


def reaches(file: Path) -> set[str]:
    """The folders of tests/ that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in names if name.startswith("tests.")}
    return found


@pytest.mark.parametrize("part", sorted(path.name for path in TESTS.iterdir() if (path / "__init__.py").exists()))
def test_a_parts_tests_reach_only_their_own_and_support(part: str) -> None:
    files = sorted((TESTS / part).rglob("*.py"))
    assert len(files) > 1
    allowed = {part, "support"}
    assert {str(file.relative_to(PROJECT)): away for file in files if (away := reaches(file) - allowed)} == {}


def test_benchmarks_and_tools_reach_only_support() -> None:
    files = [*(PROJECT / "benchmarks").rglob("*.py"), *(PROJECT / "tools").rglob("*.py")]
    assert {str(file.relative_to(PROJECT)) for file in files if reaches(file) - MACHINES - {"support"}} == set()
