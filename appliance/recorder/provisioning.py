"""A bundle that was refused, as an alarm: on the light, on the phone, in the journal."""

from pathlib import Path

from appliance.recorder.situation import Alarm
from appliance.system.provisioning_status import read_status


def provisioning_alarm(root: Path) -> Alarm | None:
    """What the start of the box below `root` has to tell, if anything."""
    status = read_status(root)
    if status is None or status.code is None or status.message is None:
        return None
    return Alarm(status.code, status.message, prevents=status.prevents)
