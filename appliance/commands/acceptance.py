"""`attune doctor --acceptance`: one page to go through with a real Raspberry Pi, once for each kind of board."""

from collections.abc import Sequence
from datetime import UTC, datetime

from appliance.commands.platform_checks import PlatformCheck

PAGE = """\
# Acceptance run of an Attune box

Box {box}, {when}. By: ____________  Board and its memory: ____________  Camera: ____________

## What the machine says of itself

{checks}

Every line is `good`; `unknown` is right for SD cards alone.

## What only a person can see

Write what you found after each line.

 1. Power on with a stopwatch. Green light within 60 s: ____ s
 2. `attune doctor`, a hand before the lens and away again. Camera and microphone are well: ____
 3. Join with an iPhone, a recent Android and one of 2019, by the label's codes. All three show the page, and mobile
    data stays on: ____  ____  ____
 4. Pair one of them: hold the button, press the three numbers. Paired: ____
 5. Film 15 minutes: clap once a minute, walk, speak; mark five moments on the phone, five with the button.
 6. `journalctl -u attune-recorder -n 5`. Frames kept of frames delivered, equal within 25: ____ of ____
 7. `vcgencmd get_throttled; vcgencmd measure_temp` in the last minute of it. 0x0, below 75: ____
    `systemctl show -P CPUUsageNSec attune-recorder` before and after. Below half of one core: ____
 8. Sync, open at the desk, play. Each clap is seen and heard at once; ten marks; size: ____ MB
 9. Pull the plug while filming, power on, sync. All but the last second opens: ____
10. `kill -STOP $(systemctl show -P MainPID attune-recorder)` while filming. A new film within 15 s: ____ s;
    the one before opens: ____
11. `echo c > /proc/sysrq-trigger`. It starts again by itself: ____ s
12. A stick with a newer update. It is installed, started and kept (`attune update status`): ____
13. A stick with an update whose recorder does not start. Back in the old version, and the phone says so: ____
14. Ten metres and a wall away, with each phone. Marks arrive: ____  ____  ____
15. Wipe the film. It is gone from the list, and the light is green: ____

Send this page with `attune doctor --json` to whoever keeps the list of boards.
"""


def page(box: str, data: str, found: Sequence[PlatformCheck]) -> str:
    """The page, filled in as far as the machine knows."""
    lines = "\n".join(f"- {check.state:<7} {check.name}: {check.message}" for check in found)
    return PAGE.format(box=box, when=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", checks=lines, data=data)
