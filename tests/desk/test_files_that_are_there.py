"""What the desk writes out for a person replaces nothing, unless somebody said so: all of it goes one way.

The ways themselves are tested in test_output.py, pages/test_folders.py and completion/test_backups.py.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

DESK = Path(__file__).parents[2] / "desk"
OUT = {"whole_file", "new_file"}
"""Their second argument: whether a file that is there may be replaced."""
ANYWHERE = {
    "desk/output.py": "the ways out themselves",
    "desk/entry_page.py": "a new file of the desk's own, in a folder of its own",
    "desk/running.py": "the desk's own folder",
    "desk/folder_lock.py": "lock files, which hold nothing",
    "desk/keyring/overwriting.py": "takes the name of a new file, or fails",
    "desk/commands/keygen.py": "a new file, or fails",
}
"""Files that open others for writing by themselves, and why they may."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(DESK.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(DESK.parent)), node


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_nothing_is_replaced_unless_somebody_said_so() -> None:
    told = [
        (file, ast.unparse(call))
        for file, call in calls()
        if name_of(call) in OUT
        and any(isinstance(value, ast.Constant) and value.value is True for value in _arguments(call))
    ]
    assert told == []
    assert len([file for file, call in calls() if name_of(call) in OUT]) > 10, "they are found"


def test_nothing_else_opens_a_file_to_write_it() -> None:
    assert {file for file, call in calls() if _writes(call)} == set(ANYWHERE)


def _writes(call: ast.Call) -> bool:
    name, text = name_of(call), ast.unparse(call)
    if name in {"write_bytes", "write_text", "copyfile", "copy", "copytree", "move"}:
        return ast.unparse(call.func).startswith("shutil.") or name.startswith("write_")
    if text.startswith(("os.open", "os.fdopen")):
        return "O_CREAT" in text or "'w" in text
    return name == "open" and not text.startswith(("av.", "tarfile.", "zipfile.")) and "'w" in text


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)
