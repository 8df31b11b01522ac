"""Prints what the rig's Python needs: the project's own dependencies, its Pi extra and the test tools, one a line."""

import re
import sys
import tomllib
from pathlib import Path

# lgpio needs real GPIO, and has no wheel for this Python.
LEFT_OUT = ("lgpio",)
TEST_TOOLS = ("hypothesis", "pytest", "pytest-timeout")
PINNED = {"picamera2": "picamera2==0.3.38"}


def name_of(requirement: str) -> str:
    """The project's name in front of version, marker or extra."""
    return re.split(r"[>=<\[; ]", requirement, maxsplit=1)[0]


def main(pyproject: Path) -> None:
    """Print the requirements of `pyproject`."""
    project = tomllib.loads(pyproject.read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["pi"], *(r for r in extras["dev"] if name_of(r) in TEST_TOOLS)]
    for requirement in sorted(wanted):
        if name_of(requirement) not in LEFT_OUT:
            print(PINNED.get(name_of(requirement), requirement))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
