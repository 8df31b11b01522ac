"""Checks that this commit may be the version that pyproject.toml names, and tags it.  usage: python -m tools.release"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1]
TESTED = ".tested"
"""The commit for which `make test` was last content with everything."""


def git(*words: str, folder: Path = PROJECT) -> str:
    """What git answers."""
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def section(changelog: str, version: str) -> str:
    """What the changelog says of a version; empty if it says nothing."""
    found = re.search(rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)", changelog, re.M | re.S)
    return found[1].strip() if found else ""


def hindrances(folder: Path, version: str) -> list[str]:
    """Why this commit may not be the version; each says what to do."""
    found = []
    head, tag = git("rev-parse", "HEAD", folder=folder), f"v{version}"
    tested = folder / TESTED
    if git("status", "--porcelain", folder=folder):
        found.append("Files differ from the commit. Commit them, or put them away.")
    if not tested.exists() or tested.read_text().strip() != head:
        found.append("This commit was not tested as a whole. Run make test.")
    if not section((folder / "CHANGELOG.md").read_text(), version):
        found.append(f"CHANGELOG.md has no part `## {version} (YEAR-MM-DD)`. Rename the unreleased part, and date it.")
    if f'__version__ = "{version}"' not in (folder / "attune" / "__init__.py").read_text():
        found.append(f"attune/__init__.py has another version than {version}. Make them the same.")
    if git("tag", "--list", tag, folder=folder):
        found.append(f"The tag {tag} exists. Give pyproject.toml the next version.")
    return found


def main(folder: Path = PROJECT) -> None:
    """Tag, or say why not."""
    version = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]
    if found := hindrances(folder, version):
        sys.exit("\n".join([f"This cannot be {version} yet:", *(f"- {line}" for line in found)]))
    notes = section((folder / "CHANGELOG.md").read_text(), version)
    git("tag", "--annotate", f"v{version}", "--message", f"Attune {version}\n\n{notes}", folder=folder)
    print(f"Tagged v{version}. To publish it: git push origin v{version}")


if __name__ == "__main__":
    main()
