"""Prints how much of each part that is judged by it the tests ran, and fails where too few branches were taken.

usage: python -m tools.coverage_report      after tests under `coverage run` (tools/test.sh)
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

PARTS = ("sealed", "appliance/recorder", "appliance/films", "appliance/courier")
ENOUGH = 0.92
"""Of each so many of all branches must have been taken."""


def measured(folder: Path) -> dict[str, Counter[str]]:
    """The counts of each part; the files of all processes are combined first."""
    coverage = [sys.executable, "-m", "coverage"]
    # A program that was killed may leave half a file, which is told and left out.
    subprocess.run([*coverage, "combine", "--quiet"], cwd=folder, check=False, stderr=subprocess.DEVNULL)
    report = subprocess.run([*coverage, "json", "-o", "-"], cwd=folder, check=True, capture_output=True).stdout
    parts: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    for name, file in json.loads(report)["files"].items():
        for part in PARTS:
            if name.startswith(f"{part}/"):
                parts[part].update({key: count for key, count in file["summary"].items() if isinstance(count, int)})
    return parts


def share(counts: Counter[str], what: str, of: str) -> float:
    """The covered share; none of a part that was not measured."""
    return counts[what] / counts[of] if counts[of] else 0.0


def main() -> None:
    """Print the table; exit 1 if a part that must has too little."""
    failed = []
    print(f"{'part':<22}{'lines':>8}{'branches':>10}")
    for part, counts in measured(Path.cwd()).items():
        lines = share(counts, "covered_lines", "num_statements")
        branches = share(counts, "covered_branches", "num_branches")
        print(f"{part:<22}{lines:>8.1%}{branches:>10.1%}")
        if branches < ENOUGH:
            failed.append(part)
    if failed:
        sys.exit(f"Fewer than {ENOUGH:.0%} of the branches were taken in: {', '.join(failed)}")


if __name__ == "__main__":
    main()
