"""A bundle that was refused, as an alarm: on the light, on the phone, in journald."""

from pathlib import Path

from appliance.recorder.situation import Alarm
from appliance.system.provisioning_status import read_status


def provisioning_alarm(root: Path) -> Alarm | None:
    """The alarm from first boot of the box below `root`, if there is one."""
    status = read_status(root)
    if status is None or status.code is None or status.message is None:
        return None
    return Alarm(status.code, status.message, prevents=status.prevents)
