"""Measures power-on to ready: a box that is set up, and the same image with none of Attune's units.

Both times count from the kernel's start: until the recorder reports ready, and until the base has started all that it
starts. Writes the beginning of docs/it/power-on.md, with the chain of units that the recorder's start waits for.

usage: python -m tests.vm.power_on [RUNS]       as root, after image-build/vm/build.sh
"""

import statistics
import sys
import tempfile
from pathlib import Path

from tests.vm.machine import PROJECT, Machine
from tests.vm.service import Service

DOCUMENT = PROJECT / "docs/it/power-on.md"
LIMIT = 1.15
STARTED = "test $(systemctl show --value --property FinishTimestampMonotonic) != 0"
PAUSE = 10.0
"""Seconds between two questions: each takes the emulated processor half a second, and so from what is measured."""
OURS = sorted(
    path.name
    for path in (PROJECT / "systemd").glob("attune*")
    if path.suffix in {".service", ".socket", ".path", ".timer"}
)
WITHOUT = " ".join(f"systemd.mask={name}" for name in OURS)
TEXT = """\
# From power-on to ready

Measured by `make power-on` in the virtual appliance ([tests/vm](../../tests/vm/README.md)), which emulates its
processor and is slower than a Pi: the ratio counts, not the seconds. Seconds from the kernel's start,
the median where there were several starts ({runs} of each, taken in turn).

| | Seconds |
|---|---|
| a box that is set up, until its recorder reports ready | {ours:.1f} |
| the same image with none of Attune's units, until all that it starts has started | {base:.1f} |
| ratio (the goal: at most {limit}) | {ratio:.2f} |

The time after the recorder's + is its own: Python, the camera, the trial of the encoder. What its start waited for
(`systemd-analyze critical-chain attune-recorder.service`; what was reached later than the recorder began was not waited
for):

```text
{chain}
```
"""


def seconds(box: Machine, what: str) -> float:
    """A time of systemd's since the kernel's start."""
    return int(box.run("systemctl", "show", "--value", *what.split()).strip()) / 1e6


def main(runs: int) -> int:
    """Measure, and write the document; 1 if the ratio is too large."""
    ours, base, chain = [], [], ""
    with tempfile.TemporaryDirectory(prefix="attune-power-on-") as folder:
        home = Path(folder)
        service = Service(home / "service")
        with service.store, Machine(home) as box:
            box.onto_first_partition(service.bundle)
            box.start()
            box.await_light("green", 900)
            box.power_off()
            for _ in range(runs):
                box.start()
                box.await_true(STARTED, 900, PAUSE)
                ours.append(seconds(box, "attune-recorder.service --property ActiveEnterTimestampMonotonic"))
                chain = box.run("systemd-analyze", "critical-chain", "--no-pager", "attune-recorder.service")
                box.power_off()
                box.start("--append", WITHOUT)
                box.await_true(STARTED, 900, PAUSE)
                base.append(seconds(box, "--property FinishTimestampMonotonic"))
                box.power_off()
                print(f"ready after {ours[-1]:.1f} s, the base after {base[-1]:.1f} s", flush=True)
    ratio = statistics.median(ours) / statistics.median(base)
    facts = {"runs": runs, "ours": statistics.median(ours), "base": statistics.median(base), "ratio": ratio}
    shown = "\n".join(line.rstrip() for line in chain.strip().splitlines() if " @" in line or " +" in line)
    _, section, kept = DOCUMENT.read_text("utf-8").partition("\n## ")
    DOCUMENT.write_text(TEXT.format(**facts, limit=LIMIT, chain=shown) + section + kept, encoding="utf-8")
    print(f"{ratio:.2f} times as long as the base; written to {DOCUMENT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
