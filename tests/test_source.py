"""Rules for the product's source that no linter has: text names its encoding, and a pattern's `$` takes no newline."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("sealed", "control", "stores", "design", "appliance", "web", "desk", "provision", "attune")
FILES = sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py"))
PATTERN_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
# `$` also matches before a newline that ends the text. This excludes that in Python, and does no harm elsewhere.
END = r"$(?!\n)"
DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$(?!\(\?!\\n\))")
MODE = re.compile(r"[rwaxbt+]{1,3}")


def parsed(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def words(call: ast.Call) -> dict[str | None, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords}


def constants(node: ast.AST) -> Iterator[str]:
    """The texts that an expression is written with, an f-string's pieces joined."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for part in ast.iter_child_nodes(node):
            yield from constants(part)


def called(call: ast.Call) -> tuple[str, str]:
    """The function's name, and that of what it was looked up in."""
    if isinstance(call.func, ast.Attribute):
        inside = call.func.value
        return call.func.attr, inside.id if isinstance(inside, ast.Name) else ""
    return (call.func.id, "") if isinstance(call.func, ast.Name) else ("", "")


def opens_text(call: ast.Call) -> bool:
    """Whether a call reads or writes text and leaves the encoding to the machine it runs on."""
    name, where = called(call)
    given = words(call)
    wrong = False
    match name:
        case "read_text":
            wrong = not call.args
        case "write_text":
            wrong = len(call.args) < 2
        case "open" if isinstance(call.func, ast.Name):
            wrong = "b" not in mode(call)
        case "open" | "fdopen":  # a method without a mode may open anything
            wrong = mode(call) != "" and "b" not in mode(call) and where not in {"av", "tarfile"}
        case "run" | "Popen" | "check_output":
            wrong = where == "subprocess" and bool({"text", "universal_newlines"} & given.keys())
        case "NamedTemporaryFile" | "TemporaryFile":
            wrong = mode(call) != "" and "b" not in mode(call)
    return wrong and "encoding" not in given and None not in given


def mode(call: ast.Call) -> str:
    """The mode that a file is opened with, if the call names one."""
    said = [word.value for word in (*call.args[:2], words(call).get("mode")) if isinstance(word, ast.Constant)]
    return next((word for word in said if isinstance(word, str) and MODE.fullmatch(word)), "")


def patterns(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a file that is, or looks like, a regular expression."""
    for node in parsed(path):
        if isinstance(node, ast.Call):
            name, where = called(node)
            if where == "re" and name in PATTERN_CALLS:
                yield from ((node.lineno, text) for text in constants(node.args[0]))
            yield from ((node.lineno, text) for text in constants(words(node).get("pattern", ast.Pass())))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("^"):
            yield node.lineno, node.value


def test_text_files_name_their_encoding() -> None:
    calls = ((path, node) for path in FILES for node in parsed(path) if isinstance(node, ast.Call))
    assert [f"{path}:{call.lineno}" for path, call in calls if opens_text(call)] == []


def test_patterns_take_no_newline_and_no_other_scripts_digits() -> None:
    found = ((f"{path}:{line}", text) for path in FILES for line, text in patterns(path))
    wrong = [(place, text) for place, text in found if DOLLAR.search(text) or r"\d" in text]
    assert wrong == [], f"end a pattern with {END} or use fullmatch; write [0-9] for a digit"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("p.read_text()", True),
        ("p.read_text(encoding='utf-8')", False),
        ("p.write_text(x)", True),
        ("p.open('w')", True),
        ("p.open('wb')", False),
        ("open(p)", True),
        ("os.fdopen(f, 'w')", True),
        ("os.fdopen(f, 'wb', buffering=0)", False),
        ("os.open(p, os.O_RDONLY)", False),
        ("av.open(str(p), 'r')", False),
        ("subprocess.run(c, text=True)", True),
    ],
)
def test_the_rule_finds_what_it_should(code: str, found: bool) -> None:
    call = ast.parse(code).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert opens_text(call.value) == found


@pytest.mark.parametrize(
    ("pattern", "wrong"), [("^a$", True), (r"^a$(?!\n)", False), (r"^\$", False), (r"^\\$", True), ("a+", False)]
)
def test_the_rule_knows_a_dollar(pattern: str, wrong: bool) -> None:
    assert bool(DOLLAR.search(pattern)) == wrong
