"""Every page in every look, in both browsers: what can be tapped is reached, no text is cut off, axe finds nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.world import World, film
from tests.web.looks.conftest import Phone
from tests.web.looks.look import Look, gathered, looks, out_of_view, violations, wrong
from tests.web.scenes import CUT, KEPT, SCENES, filming, films, planned

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(1800)]
PICTURES = os.environ.get("ATTUNE_TEST_PICTURES")
STAY = "() => { for (let timer = setTimeout(() => {}); timer; timer--) clearTimeout(timer); }"
"""What the page says for ten seconds stays for as long as all looks take."""
CAMERA = {"code": "camera-missing", "message": "The camera is gone. Check its cable."}


def keep(on: Phone, name: str, look: Look) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if PICTURES and not look.still:
        kind = type(on.tab).__name__.removesuffix("Tab").lower()
        folder = Path(PICTURES) / kind / name.replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{look}.png").write_bytes(on.tab.shot())


def judge(on: Phone, name: str, *first: str) -> None:
    """The page as it is now in every look; `first`: what must be on the first screen."""
    found = []
    for look in looks(on.tab):
        found += out_of_view(on.tab, look, *first) if first else []
        keep(on, name, look)
        found += wrong(on.tab, look)
        found += [] if look.still else violations(on.tab, look)
    assert gathered(found) == {}


@pytest.mark.parametrize(("name", "path", "scene"), SCENES, ids=[name for name, _, _ in SCENES])
def test_a_page(on: Phone, name: str, path: str, scene: Callable[[World], object]) -> None:
    on.show(path, scene)
    judge(on, name)


def ended(world: World) -> None:
    losses = [{"what": "sound", "start": 130, "end": 185.9}]
    world.films = [film(KEPT, end="fault", cause=CAMERA, state="cut short", losses=losses, consent="none")]


def test_why_a_film_ended(on: Phone) -> None:
    on.show("/", ended)
    on.reads(".ending", "The camera was disconnected: what was filmed before is saved")
    judge(on, "an ending", ".start", ".ending h2")
    on.tab.goto(f"{on.address}/films/{KEPT}")
    on.reads("main", "The camera was disconnected")


def test_the_same_family_again(on: Phone) -> None:
    def again(world: World) -> None:
        planned(world)
        world.before = world.plan

    on.show("/", again)
    judge(on, "again")


def ten_minutes(world: World) -> None:
    filming(world)
    world.began -= 300


@pytest.mark.parametrize(("name", "scene"), [("while filming", ten_minutes), ("while ready", films)])
def test_a_box_that_is_not_heard(on: Phone, name: str, scene: Callable[[World], object]) -> None:
    on.show("/", scene)
    on.tab.wait("#mark" if scene is ten_minutes else ".start")
    on.standin.pause()
    on.reads("#lost", "last heard")
    on.tab.wait("body[data-state=filming], body[data-state=away]")  # before a film, the server says so a little later
    first = ["#lost", "#mark", ".stop button", ".guess"] if scene is ten_minutes else ["#lost strong"]
    judge(on, f"lost {name}", *first)
    said = on.tab.evaluate("() => document.body.innerText")
    assert [claim for claim in ("Ready to film", "goes on", "Filming has", "Picture arriving") if claim in said] == []
    assert "Look at its light: red means still filming." in said
    assert on.tab.evaluate("() => document.title") == "Can't reach the box"


def test_a_question_that_was_typed_before_the_film_began(on: Phone) -> None:
    on.show("/before/question", films)
    on.tab.type("#question", "Wie kommt sie zur Ruhe?")
    with on.standin.changing() as world:
        world.post("/start", {})
    on.tab.click("main button.big")
    on.reads("#wrong", "Filming has started, so these details can't be changed.")
    on.tab.evaluate(STAY)
    judge(on, "too late", "#wrong")
    assert on.tab.evaluate("() => document.getElementById('question').value") == "Wie kommt sie zur Ruhe?"


def test_the_camera_while_filming(on: Phone) -> None:
    on.show("/before/camera", filming)
    on.reads("main", "The camera view is not available while filming.")
    judge(on, "camera while filming")


def test_a_film_that_is_not_uploaded_is_told_to_who_leaves(on: Phone) -> None:
    on.show("/", lambda world: setattr(world, "films", [film(CUT)]))
    on.reads(".remains", "1 film is not uploaded yet")
    on.standin.pause()
    on.reads("#lost", "last heard")
    on.reads("#lost", "1 film is not uploaded yet")
    judge(on, "not uploaded", "#lost strong")
