"""`make bench`: every benchmark, one after the other, each printing its ratios and what they should be."""

import subprocess
import sys

BENCHES = ("sealing", "opening", "player", "recording", "real", "syncing", "many", "wiping", "growth", "tenth")


def main() -> int:
    """Run those named on the command line, or all; each in a process of its own, so that none warms another."""
    short = 0
    for name in sys.argv[1:] or BENCHES:
        print(f"\n=== {name} ===", flush=True)
        short += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return short


if __name__ == "__main__":
    sys.exit(main())
