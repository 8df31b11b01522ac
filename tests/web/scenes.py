"""The pages of the phone, each with a box that gives it something to show: for tests that look at every page."""

import time
from collections.abc import Callable

from tests.support.world import FILM as NOW
from tests.support.world import NO_PLAN, World, film, placed, receipt

KEPT, SAFE, CUT = "20261122-1405-k7qm", "20261120-0930-p3xd", "undated-mm2c"
SYNC = {"state": "copying", "done": 81_000_000, "total": 184_300_000, "message": None}
NO_SOUND = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug."}
STALLED = {"code": "camera-stalled", "message": "The camera sends no pictures. Check its cable."}


def films(world: World) -> None:
    failed = {"state": "failed", "done": 0, "total": 1, "message": "The store refused the password."}
    world.films = [film(KEPT, sync=SYNC), film(SAFE, receipt=receipt()), film(CUT, state="cut short", sync=failed)]


def filming(world: World) -> None:
    world.state, world.began, world.warnings = "filming", time.monotonic() - 312, [NO_SOUND]
    world.placed = [placed("00112233445566ff", 192_000_000_000, "button", "receiving initiatives")]


def marked(world: World) -> None:
    films(world)
    sealed = placed("00112233445566ee", 300_000_000_000, "phone") | {"sealed_principle": True, "sealed_note": True}
    world.of_film[KEPT] = [placed("00112233445566ff", 192_000_000_000, "button", "guiding"), sealed]


def unasked(world: World) -> None:
    filming(world)
    world.consented = False


def planned_before(world: World) -> None:
    planned(world)
    world.before, world.plan = world.plan, dict(NO_PLAN)


def fault(world: World) -> None:
    films(world)
    world.state, world.fault = "fault", STALLED


def sealing(world: World) -> None:
    filming(world)
    world.state = "sealing"


def starting(world: World) -> None:
    world.state = "starting"


def planned(world: World) -> None:
    films(world)
    world.bad = ["The card of K-09 is not signed by a desk that this box knows. Ask your IT colleague for a new one."]
    consent = {"filming": True, "supervision": False, "training": False}
    world.plan |= {"case": "K-17", "film": 2, "question": "Why does he look away when I sing?", "consent": consent}
    world.checks[1] |= {"state": "bad", "message": "No sound from the microphone. Check its plug."}
    world.checks[4] |= {"state": "warning", "message": "The power supply is too weak. Use the one of the box."}


SCENES: list[tuple[str, str, Callable[[World], None]]] = [
    ("ready", "/", films),
    ("filming", "/", filming),
    ("asking for consent", "/", unasked),
    ("fault", "/", fault),
    ("sealing", "/", sealing),
    ("starting", "/", starting),
    ("syncing", f"/films/{KEPT}", films),
    ("in the store", f"/films/{SAFE}", films),
    ("a timeline", f"/films/{KEPT}", marked),
    ("a mark", f"/films/{KEPT}/marks/00112233445566ff", marked),
    ("the same family", "/start", planned_before),
    ("cut short", f"/films/{CUT}", films),
    ("wipe", f"/films/{SAFE}/wipe", films),
    ("wipe refused", f"/films/{CUT}/wipe", films),
    ("discard 1", f"/films/{CUT}/discard", films),
    ("discard 2", f"/films/{CUT}/discard/sure", films),
    ("the box", "/box", filming),
    ("nothing", "/nothing", films),
    ("phones", "/phones", films),
    ("unpair all", "/phones/unpair", filming),
    ("consent before a start", "/start", films),
    ("case", "/before/case", planned),
    ("question", "/before/question", planned),
    ("consent", "/before/consent", planned),
    ("kind", "/before/kind", planned),
    ("camera", "/before/camera", planned),
    ("trust", "/trust", films),
    ("shell", "/shell", films),
    ("discard while filming", f"/films/{NOW}/discard", filming),
]
