"""Everybody can use the pages: axe-core, sizes for thumbs and for weak eyes, calm motion, every page and state."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import phone, violations
from tests.support.spoken import heard
from tests.support.standin import StandIn
from tests.support.world import World
from tests.web.scenes import SCENES, fault, filming, films

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
    for motion in ("no-preference", "reduce"):
        with phone(browser, served, reduced_motion=motion) as page:
            show(page, standin, "/", fault)
            expect(page.locator(".state")).to_have_text("Cannot film now")
            if motion == "reduce":
                assert page.evaluate(moving) == 0
            else:
                page.wait_for_function(moving)


def test_state_is_spoken(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        show(page, standin, "/", films)
        with standin.changing() as world:
            filming(world)
        heard(page, "Filming")
        expect(page.locator("#heard")).to_have_attribute("role", "status")


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
