"""What became of an update, as an alarm: on the light, on the phone, in journald, and in the health report."""

from pathlib import Path

from appliance.capture.settings import SECOND
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import AlarmCleared, AlarmRaised
from appliance.recorder.situation import Alarm
from appliance.system.update_record import RECORD, read_record

LOOK = 5 * SECOND
"""Time between two looks (ns)."""


class UpdateNotice:
    """Call `check` a few times a second: root's record may change while the recorder runs."""

    def __init__(self, root: Path, events: EventQueue) -> None:
        self._root, self._events = root, events
        self._looked, self._seen = -LOOK, 0.0
        self._alarm: Alarm | None = None

    def check(self, now: int) -> None:
        """Raise what the record tells, clear what it no longer does."""
        if now - self._looked < LOOK:
            return
        self._looked = now
        try:
            changed = (self._root / RECORD).stat().st_mtime
        except OSError:
            changed = 0.0
        if changed == self._seen:
            return
        self._seen = changed
        record = read_record(self._root)
        alarm = Alarm(record.code, record.message, prevents=False) if record.code and record.message else None
        if self._alarm is not None and alarm != self._alarm:
            self._events.post(AlarmCleared(self._alarm.code))
        if alarm is not None and alarm != self._alarm:
            self._events.post(AlarmRaised(alarm))
        self._alarm = alarm
