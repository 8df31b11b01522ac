"""The house stays small: files' lengths, and names of classes that stand for one thing each."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("appliance", "attune", "control", "desk", "provision", "sealed", "stores", "web")
LONGEST, REASON = 250, "Longer than most: "
"""A file with more lines says why, after these words, in its first docstring."""


def sources(*parts: str) -> list[Path]:
    return [path for part in parts for path in sorted((ROOT / part).rglob("*.py")) if path.stat().st_size > 80]


def test_no_file_is_long_without_a_reason() -> None:
    long = []
    for path in sources(*PARTS, "tests", "benchmarks", "tools"):
        text = path.read_text("utf-8")
        if len(text.splitlines()) > LONGEST and REASON not in (ast.get_docstring(ast.parse(text)) or ""):
            long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
    assert long == []


def test_the_median_file_is_near_ninety_lines() -> None:
    assert statistics.median(len(path.read_text("utf-8").splitlines()) for path in sources(*PARTS)) <= 100


def test_each_file_says_what_lives_there() -> None:
    silent = [path for path in sources(*PARTS) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []
