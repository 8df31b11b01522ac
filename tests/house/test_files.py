"""The house stays small: files' lengths, and names of classes that stand for one thing each."""

import ast
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("appliance", "attune", "control", "design", "desk", "provision", "sealed", "stores", "web")
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


def test_no_page_is_long() -> None:
    kinds = (".js", ".css", ".html")
    pages = [path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in kinds]
    kept = [path for path in pages if "__pycache__" not in path.parts]
    assert [path.name for path in kept if len(path.read_text("utf-8").splitlines()) > LONGEST] == []


def test_the_median_file_is_near_ninety_lines() -> None:
    assert statistics.median(len(path.read_text("utf-8").splitlines()) for path in sources(*PARTS)) <= 100


def test_each_file_says_what_lives_there() -> None:
    silent = [path for path in sources(*PARTS) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


TWICE = {
    "BadSettings": "appliance and web are independent, and each refuses its own settings",
    "Damaged": "age's word for a file and the film's for a film; the second is made of the first",
    "StoreSettings": "the courier's table, and what `attune run --config` may say of it",
    "Tls": "what a bundle brings, and where the pages find it on the box",
}
"""Class names that stand twice in the product, each with the reason."""


def test_a_class_name_stands_for_one_thing() -> None:
    names: dict[str, int] = {}
    for path in sources(*PARTS):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                names[node.name] = names.get(node.name, 0) + 1
    assert {name for name, count in names.items() if count > 1} == set(TWICE)
    assert len(TWICE) <= 5


BINARY = {"docs/img": {".png"}, "tests/sealed/film/golden": {".age"}}
"""Where a file that is no text may stand, and of which kinds: a film, a paper or a key never slips into a commit."""


def test_what_is_no_text_stands_where_it_belongs() -> None:
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    strays = []
    for path in (Path(name) for name in listed.split("\0") if (ROOT / name).is_file()):
        here = any(path.is_relative_to(folder) and path.suffix in kinds for folder, kinds in BINARY.items())
        if not here and b"\0" in (ROOT / path).read_bytes()[:65536]:
            strays.append(str(path))
    assert strays == []
