"""The visit's state machine: an event in, the new situation and the effects out. Pure; drawn in docs/recorder.md."""

from dataclasses import replace
from functools import singledispatch

from appliance.recorder.events import (
    SECOND,
    Alarm,
    BeginFilm,
    ClosePairing,
    DevicesReady,
    Effect,
    EndFilm,
    Event,
    Fault,
    FirstFrame,
    Hold,
    Limits,
    Mark,
    Mended,
    OpenPairing,
    Paired,
    PlaceMark,
    Press,
    Reason,
    Refuse,
    Sealed,
    SetPrinciple,
    Situation,
    Start,
    State,
    Stop,
    Tick,
    Undo,
)

Step = tuple[Situation, list[Effect]]

NO_ROOM = Alarm("card-full", "The card is full: sync and wipe a film, or discard one.")

WHY_NOT: dict[State, str] = {
    "starting": "The box is still starting. Wait for the green light.",
    "ready": "The box is not filming. Start a film first.",
    "filming": "The box is filming already.",
    "sealing": "The box is sealing the end of a film. Wait for the green light.",
    "fault": "The box cannot film.",
}


def step(before: Situation, event: Event, limits: Limits) -> Step:
    """What `event` makes of the situation `before`."""
    return _on(event, before, limits)


@singledispatch
def _on(event: Event, s: Situation, limits: Limits) -> Step:
    raise TypeError(f"not an event: {event!r}")


@_on.register
def _(event: DevicesReady, s: Situation, limits: Limits) -> Step:
    return (_settled(replace(s, state="ready")), []) if s.state == "starting" else (s, [])


@_on.register
def _(event: Press, s: Situation, limits: Limits) -> Step:
    if s.state == "ready":
        return _begin(s, event.at)
    if s.state == "filming":
        return s, [PlaceMark(Mark(event.at, "button"))]
    return s, []


@_on.register
def _(event: Hold, s: Situation, limits: Limits) -> Step:
    if s.state == "filming":
        return _end(s, event.at, "stopped")
    if s.state == "ready":
        until = event.at + round(limits.pairing * SECOND)
        return replace(s, pairing_until=until), [OpenPairing(until)]
    return s, []


@_on.register
def _(event: Paired, s: Situation, limits: Limits) -> Step:
    if s.pairing_until is None:
        return s, [Refuse("No phone can be paired now. Hold the button on the box until the light turns blue.")]
    return replace(s, pairing_until=None), [ClosePairing()]


@_on.register
def _(event: Start, s: Situation, limits: Limits) -> Step:
    return _begin(s, event.at) if s.state == "ready" else (s, [_refusal(s)])


@_on.register
def _(event: Stop, s: Situation, limits: Limits) -> Step:
    return _end(s, event.at, "stopped") if s.state == "filming" else (s, [_refusal(s)])


@_on.register(Mark)
@_on.register(Undo)
@_on.register(SetPrinciple)
def _(event: Mark | Undo | SetPrinciple, s: Situation, limits: Limits) -> Step:
    return s, [PlaceMark(event) if s.state == "filming" else _refusal(s)]


@_on.register
def _(event: FirstFrame, s: Situation, limits: Limits) -> Step:
    return (replace(s, zero=event.at), []) if s.state == "filming" and s.zero is None else (s, [])


@_on.register
def _(event: Tick, s: Situation, limits: Limits) -> Step:
    if s.state == "filming":
        if s.seconds(event.now) >= limits.film:
            return _end(s, event.now, "limit")
        if event.room < limits.room_to_close:
            return _end(s, event.now, "space")
        return replace(s, room_low=event.room < limits.room_low), []
    effects: list[Effect] = []
    if s.pairing_until is not None and event.now >= s.pairing_until:
        s, effects = replace(s, pairing_until=None), [ClosePairing()]
    troubles = tuple(t for t in s.troubles if t.code != NO_ROOM.code)
    if event.room < limits.room_to_start:
        troubles += (NO_ROOM,)
    return _settled(replace(s, troubles=troubles)), effects


@_on.register
def _(event: Fault, s: Situation, limits: Limits) -> Step:
    others = tuple(t for t in s.troubles if t.code != event.trouble.code)
    s = replace(s, troubles=(*others, event.trouble))
    if s.state == "filming" and event.trouble.prevents:
        return _end(s, None, "fault")
    if s.state == "ready" and s.pairing_until is not None and event.trouble.prevents:
        return _settled(replace(s, pairing_until=None)), [ClosePairing()]
    return _settled(s), []


@_on.register
def _(event: Mended, s: Situation, limits: Limits) -> Step:
    return _settled(replace(s, troubles=tuple(t for t in s.troubles if t.code != event.code))), []


@_on.register
def _(event: Sealed, s: Situation, limits: Limits) -> Step:
    if s.state != "sealing":
        return s, []
    return _settled(Situation("ready", s.troubles)), []


def _begin(s: Situation, at: int) -> Step:
    effects: list[Effect] = [BeginFilm(at)]
    if s.pairing_until is not None:
        effects.insert(0, ClosePairing())
    return Situation("filming", s.troubles, began=at), effects


def _end(s: Situation, at: int | None, reason: Reason) -> Step:
    return replace(s, state="sealing", room_low=False), [EndFilm(at, reason)]


def _settled(s: Situation) -> Situation:
    """Ready and fault differ only by whether a trouble that prevents filming stands."""
    if s.state in ("ready", "fault"):
        return replace(s, state="fault" if s.fault else "ready")
    return s


def _refusal(s: Situation) -> Refuse:
    return Refuse(f"{WHY_NOT['fault']} {s.fault.message}" if s.state == "fault" and s.fault else WHY_NOT[s.state])
