"""Everybody can use the pages: axe-core, sizes for thumbs and for weak eyes, calm motion, every page and state."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import phone, violations
from tests.support.standin import StandIn
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
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden])')].filter(node => {
  if (!node.checkVisibility()) return false;
  if (node.matches('.skip, p > a:not(.button):not(.back)') && !node.closest('.bottom')) return false;
  const target = (node.matches('input') && node.closest('label') || node).getBoundingClientRect();
  return target.width < 48 || target.height < 48;
}).map(node => node.outerHTML.slice(0, 100))"""


@pytest.mark.slow
def test_every_page(browser: Browser, served: str, standin: StandIn) -> None:
    wrong = []
    for scheme in ("light", "dark"):
        with phone(browser, served, color_scheme=scheme) as page:
            for name, path, scene in SCENES:
                show(page, standin, path, scene)
                wrong += [f"{name}, {scheme}: {line}" for line in violations(page)]
                wrong += [f"{name}: smaller than a thumb: {line}" for line in page.evaluate(SMALL)]
                wrong += [f"{name}: scrolls sideways"] if sideways(page) else []
    assert wrong == []


def test_axe_finds_what_is_wrong(browser: Browser, served: str) -> None:
    with phone(browser, served) as page:
        page.goto("/")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert [line.partition(":")[0] for line in violations(page)] == ["button-name"]


def test_away(browser: Browser, served: str, standin: StandIn) -> None:
    standin.close()
    for scheme in ("light", "dark"):
        with phone(browser, served, color_scheme=scheme) as page:
            page.goto("/")
            assert violations(page) == []


def test_text_twice_as_large(browser: Browser, served: str, standin: StandIn) -> None:
    wrong = []
    with phone(browser, served) as page:
        for name, path, scene in SCENES:
            show(page, standin, path, scene)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wrong += [name] if sideways(page) or cut_off(page) else []
    assert wrong == []


@pytest.mark.parametrize("size", [(320, 568), (844, 390), (667, 375)])
def test_small_and_wide_screens(browser: Browser, served: str, standin: StandIn, size: tuple[int, int]) -> None:
    wrong = []
    with phone(browser, served, viewport={"width": size[0], "height": size[1]}) as page:
        for name, path, scene in SCENES:
            show(page, standin, path, scene)
            wrong += [name] if sideways(page) or cut_off(page) else []
        show(page, standin, "/", filming)
        box = page.locator("#mark").bounding_box()
        assert box is not None
        assert box["height"] >= 150
    assert wrong == []


def test_reduced_motion(browser: Browser, served: str, standin: StandIn) -> None:
    moving = "() => document.getAnimations().length"
    for motion, expected in (("no-preference", True), ("reduce", False)):
        with phone(browser, served, reduced_motion=motion) as page:
            show(page, standin, "/", fault)
            assert bool(page.evaluate(moving)) == expected


def test_state_is_spoken(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        show(page, standin, "/", films)
        with standin.changing() as world:
            filming(world)
        expect(page.get_by_role("status").filter(has_text="Filming")).to_have_count(1)


def show(page: Page, standin: StandIn, path: str, scene: Callable[[World], None]) -> None:
    with standin.changing() as world:
        world.__init__()  # type: ignore[misc]
        scene(world)
    page.goto(path)


def sideways(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def cut_off(page: Page) -> bool:
    cut: bool = page.evaluate(
        "() => [...document.querySelectorAll('button, .button')].some(b => b.scrollWidth > b.clientWidth + 1)"
    )
    return cut
