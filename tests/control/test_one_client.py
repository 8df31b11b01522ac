"""The control socket's client and schema exist once: nobody else in the product speaks HTTP to the recorder."""

import ast
from pathlib import Path

from control import messages, requests

ROOT = Path(__file__).parents[2]
HTTP = {"httpx", "http.client", "requests", "urllib.request", "urllib3"}


def modules(*parts: str) -> list[tuple[Path, ast.Module]]:
    paths = [path for part in parts for path in sorted((ROOT / part).rglob("*.py"))]
    return [(path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in paths]


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_only_control_speaks_http_to_the_recorder() -> None:
    found = {str(path) for path, tree in modules("appliance", "web", "attune", "control") if imported(tree) & HTTP}
    assert found == {"control/client.py", "control/connection.py"}


def test_no_message_is_declared_again() -> None:
    names = {name for module in (messages, requests) for name, kind in vars(module).items() if isinstance(kind, type)}
    again = {
        (str(path), node.name)
        for path, tree in modules("appliance", "web", "attune")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name in names
    }
    # What the first boot did, which a person reads off the first partition; not the recorder's status.
    assert again <= {("appliance/system/provisioning_status.py", "Status")}
