"""The visit's state machine: an event in, the new situation and the effects out. Pure; drawn in docs/recorder.md."""

from msgspec.structs import replace

from appliance.recorder.aiming import CameraView
from appliance.recorder.events import (
    AlarmCleared,
    AlarmRaised,
    Amend,
    AskConfirmation,
    BeginFilm,
    Confirmed,
    DevicesReady,
    Effect,
    EndFilm,
    Event,
    FirstFrame,
    GiveConsent,
    Hold,
    Look,
    NotConfirmed,
    Paired,
    PlaceMark,
    Press,
    Reason,
    Refuse,
    Sealed,
    SetNote,
    SetPrinciple,
    Start,
    Stop,
    TakeBack,
    Tap,
    Tick,
)
from appliance.recorder.pairing import PAIRED, Window
from appliance.recorder.situation import SECOND, Alarm, Limits, Situation, State

Step = tuple[Situation, list[Effect]]

NO_ROOM = Alarm("card-full", "The card is full: sync and wipe a film, or discard one.")

WHY_NOT: dict[State, str] = {
    "starting": "The box is still starting. Wait for the green light.",
    "ready": "The box is not filming. Start a film first.",
    "filming": "The box is filming already. Stop this film before you start another.",
    "sealing": "The box is sealing the end of a film. Wait for the green light.",
    "fault": "The box cannot film.",
}


def step(s: Situation, event: Event, limits: Limits) -> Step:  # noqa: PLR0911, PLR0912 - one case an event
    """The situation after `event`, and the effects to carry out."""
    match event:
        case DevicesReady():
            return (_settled(replace(s, state="ready")), []) if s.state == "starting" else (s, [])
        case Press(at):
            return _on_press(s, at)
        case Hold(at):
            return _on_hold(s, at, limits)
        case Paired(code, at):
            return _on_paired(s, code, at)
        case AskConfirmation(at):
            return _on_ask_confirmation(s, at, limits)
        case Look(at):
            return _on_look(s, at)
        case Start(at):
            return _begin(s, at) if s.state == "ready" else (s, [_refusal(s)])
        case Stop(at):
            return _end(s, at, "stopped") if s.state == "filming" else (s, [_refusal(s)])
        case Tap():
            return (s, [_place(s, event)]) if s.state == "filming" else (s, [_refusal(s)])
        case TakeBack() | SetPrinciple() | SetNote() | GiveConsent():
            return s, [Amend(event) if s.state == "filming" else _refusal(s)]
        case FirstFrame(at):
            return (replace(s, zero=at), []) if s.state == "filming" and s.zero is None else (s, [])
        case Tick(now, room):
            return _on_tick(s, now, room, limits)
        case AlarmRaised(alarm):
            return _on_alarm(s, alarm)
        case AlarmCleared(code):
            return _settled(replace(s, alarms=_without(s, code))), []
        case Sealed():
            return (_settled(Situation("ready", s.alarms)), []) if s.state == "sealing" else (s, [])


def _on_press(s: Situation, at: int) -> Step:
    if s.confirm_until is not None:
        return replace(s, confirm_until=None), [Confirmed()]
    match s.state:
        case "ready" if s.pairing is not None:
            return replace(s, pairing=s.pairing.press(at)), []
        case "ready":
            return _begin(s, at)
        case "filming":
            return s, [_place(s, Tap(at, "button"))]
    return s, []


def _on_hold(s: Situation, at: int, limits: Limits) -> Step:
    if s.confirm_until is not None:
        return _unconfirmed(s)
    match s.state:
        case "ready":
            # A hold while the window is open closes it: then the button films again.
            opened = None if s.pairing else Window(at + round(limits.pairing * SECOND))
            return replace(s, pairing=opened, paired_at=None), []
        case "filming":
            return _end(s, at, "stopped")
    return s, []


def _on_paired(s: Situation, code: str, at: int) -> Step:
    if s.pairing is None or s.pairing.code != code:
        return s, [Refuse("No phone can be paired now. Hold the button on the box until the light turns blue.")]
    return replace(s, pairing=None, paired_at=at), []


def _on_ask_confirmation(s: Situation, at: int, limits: Limits) -> Step:
    if s.state in ("filming", "sealing"):
        return s, [Refuse("The box is filming, and its button marks. Delete other films when it has stopped.")]
    if s.state == "starting":
        return s, [_refusal(s)]
    if s.pairing is not None or s.confirm_until is not None:
        return s, [Refuse("The box waits for its button already. Wait for the green light, then try again.")]
    return replace(s, confirm_until=at + round(limits.confirmation * SECOND), view=None), []


def _unconfirmed(s: Situation) -> Step:
    return replace(s, confirm_until=None), [NotConfirmed()]


def _on_look(s: Situation, at: int) -> Step:
    if s.state in ("filming", "sealing"):
        return s, [Refuse("There is no camera view while the box films. Stop the film first.")]
    if s.state != "ready":
        return s, [_refusal(s)]
    if s.pairing is not None:
        return s, [Refuse("There is no camera view while a phone is being paired. Wait for the green light.")]
    if s.view is not None and s.view.ended(at):
        return s, [Refuse("The camera view has ended by itself. Open it again if you still need it.")]
    return replace(s, view=s.view.look(at) if s.view else CameraView(at, at)), []


def _on_tick(s: Situation, now: int, room: float, limits: Limits) -> Step:
    if s.state == "filming":
        if s.seconds(now) >= limits.film:
            return _end(s, now, "limit")
        if room < limits.room_to_close:
            return _end(s, now, "space")
        return replace(s, room_low=room < limits.room_low), []
    if s.pairing is not None:
        s = replace(s, pairing=s.pairing.tick(now))
    if s.paired_at is not None and now - s.paired_at >= PAIRED:
        s = replace(s, paired_at=None)
    if s.view is not None and s.view.over(now):
        s = replace(s, view=None)
    effects: list[Effect] = []
    if s.confirm_until is not None and now >= s.confirm_until:
        s, effects = _unconfirmed(s)
    alarms = _without(s, NO_ROOM.code)
    if room < limits.room_to_start:
        alarms += (NO_ROOM,)
    return _settled(replace(s, alarms=alarms)), effects


def _on_alarm(s: Situation, alarm: Alarm) -> Step:
    s = replace(s, alarms=(*_without(s, alarm.code), alarm))
    if s.state == "filming" and alarm.prevents:
        return _end(s, None, "fault", alarm)
    if s.state == "ready" and alarm.prevents:
        s = replace(s, pairing=None)
    return _settled(s), []


def _begin(s: Situation, at: int) -> Step:
    begin: list[Effect] = [BeginFilm(at)]
    # Filming takes the button: a pending confirmation is dropped.
    return Situation("filming", s.alarms, began=at), begin if s.confirm_until is None else [NotConfirmed(), *begin]


def _end(s: Situation, at: int | None, reason: Reason, cause: Alarm | None = None) -> Step:
    return replace(s, state="sealing", room_low=False), [EndFilm(at, reason, cause)]


def _place(s: Situation, tap: Tap) -> PlaceMark:
    """The only place where a mark's time becomes film time. Before the first frame it is the film's beginning."""
    return PlaceMark(tap, 0 if s.zero is None else max(0, tap.at - s.zero))


def _without(s: Situation, code: str) -> tuple[Alarm, ...]:
    return tuple(alarm for alarm in s.alarms if alarm.code != code)


def _settled(s: Situation) -> Situation:
    """Ready and fault differ only by whether an alarm that prevents filming stands."""
    if s.state in ("ready", "fault"):
        return replace(s, state="fault" if s.fault else "ready")
    return s


def _refusal(s: Situation) -> Refuse:
    return Refuse(f"{WHY_NOT['fault']} {s.fault.message}" if s.state == "fault" and s.fault else WHY_NOT[s.state])
