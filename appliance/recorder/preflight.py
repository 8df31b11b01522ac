"""The checks before a film: each device and the box itself, in a sentence that says what to do."""

from collections.abc import Sequence

from appliance.capture.capture import Capture
from appliance.devices.errors import CameraMissing, MicrophoneMissing, SwapOnDisk
from appliance.devices.protocols import Host
from appliance.recorder.situation import Alarm
from control.messages import Check, CheckState, ClockSource

SILENT = -80.0
"""dBFS below which a microphone is taken for dead: a room with people in it is far louder."""
ABOUT = {"too-hot": "temperature", "low-voltage": "power", "battery-low": "power", "swap": "memory"}
"""The check that an alarm belongs to, where its code does not begin with the check's name."""


CLOCKS: dict[ClockSource, tuple[CheckState, str]] = {
    "ntp": ("good", "The clock was set over the network."),
    "rtc": ("good", "The clock was kept by a battery."),
    "phone": ("good", "The clock was set by a phone."),
    "none": ("warning", "Nobody set the clock: films will carry no date. Open the page on a paired phone."),
}


def checks(capture: Capture, host: Host, clock: ClockSource, minutes: int, needed: int) -> list[Check]:
    """All checks. `minutes` of film fit on the card, `needed` are required before a film begins."""
    health = host.health()
    found = [_camera(capture), _microphone(capture), _card(minutes, needed), Check("clock", *CLOCKS[clock])]
    if health.low_voltage:
        message = "The power is too weak: films may be lost. Use the box's own power supply."
        found.append(Check("power", "bad", message))
    elif health.was_low_voltage:
        message = "The power was too weak for a moment. Check the plug, or use the box's own power supply."
        found.append(Check("power", "warning", message))
    elif health.on_battery:
        found.append(Check("power", "good", f"On battery, {health.battery} %."))
    elif health.battery is not None:
        found.append(Check("power", "good", f"Plugged in, battery {health.battery} %."))
    else:
        found.append(Check("power", "good", "The power is strong enough."))
    if health.hot:
        message = f"The box is too hot ({health.temperature:.0f} °C). Give it air, and keep it out of the sun."
        found.append(Check("temperature", "warning", message))
    else:
        known = "" if health.temperature is None else f" ({health.temperature:.0f} °C)"
        found.append(Check("temperature", "good", f"The box is not too hot{known}."))
    if health.swaps_to_disk:
        found.append(Check("memory", "bad", SwapOnDisk.sentence))
    else:
        found.append(Check("memory", "good", "Its memory is never written to a disk."))
    return found


def with_alarms(found: Sequence[Check], alarms: Sequence[Alarm]) -> list[Check]:
    """The checks with the sentences of the alarms that stand: each fault has one sentence everywhere."""
    standing = {ABOUT.get(alarm.code, alarm.code.partition("-")[0]): alarm for alarm in alarms}
    return [_in_words_of(standing[check.name], check) if check.name in standing else check for check in found]


def _in_words_of(alarm: Alarm, check: Check) -> Check:
    state: CheckState = "bad" if alarm.prevents or check.state == "bad" else "warning"
    return Check(check.name, state, alarm.message)


def _camera(capture: Capture) -> Check:
    if capture.latest is None:
        return Check("camera", "bad", CameraMissing.sentence)
    return Check("camera", "good", f"The camera sees. {capture.encoder}".rstrip())


def _microphone(capture: Capture) -> Check:
    if (level := capture.level) is None:
        return Check("microphone", "bad", MicrophoneMissing.sentence)
    if level < SILENT:
        return Check(
            "microphone", "warning", "The microphone hears nothing at all. Say something; check that it is on."
        )
    return Check("microphone", "good", "The microphone hears.")


def _card(minutes: int, needed: int) -> Check:
    if minutes < needed:
        return Check("card", "bad", f"The card has room for {minutes} minutes only: sync and wipe a film.")
    return Check("card", "good", f"The card has room for {minutes} minutes of film.")
