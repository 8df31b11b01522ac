"""Each marker of a test is used by some target of `make`."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_each_marker_is_used_by_a_target() -> None:
    options = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    markers = {line.partition(":")[0] for line in options["markers"]}
    makefile = (PROJECT / "Makefile").read_text()
    quick = re.search(r"^QUICK := not \((.*)\)$", makefile, re.MULTILINE)
    assert quick
    assert set(quick[1].split(" or ")) == markers, "make quick runs what costs nothing"
    elsewhere = set(re.findall(r"^test-(\w+):", makefile, re.MULTILINE))
    assert markers - elsewhere == {"process", "browser", "root", "slow", "alone"}, "make test runs these"
