"""Marks lie where the thumb touched: through lost Wi-Fi, a reload and a slow network, against the film's own clock."""

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import av
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.devices.simulated.test_card import read_clock
from tests.support import visiting
from tests.support.box_process import Box
from tests.support.browsing import hold, phone
from tests.support.pairing import press_code
from tests.support.weather import Weather

pytestmark = pytest.mark.alone

RATE = 25
LEARNT = "() => Object.keys(localStorage).some((key) => key.startsWith('attune-clock'))"
NANO = 1_000_000_000


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A whole simulated box that films its test card, whose pictures are numbered."""
    with Box(tmp_path / "box") as made:
        yield made.start().await_pages()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_ten_marks_through_bad_weather(browser: Browser, box: Box, tmp_path: Path) -> None:
    began = scene_began(box)
    with Weather(box.page) as weather, phone(browser, weather.address, "", service_workers="allow") as page:
        pair(page, box)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => 0)")
        visiting.start(page)
        mark = page.get_by_role("button", name="Mark", exact=True)
        mark.wait_for()
        page.wait_for_function(LEARNT)
        page.wait_for_timeout(2000)  # of several round trips the quickest tells the box's clock best
        weather.cut()
        cut_at = time.monotonic()
        touched = []
        for number in range(10):
            if number == 5:
                page.reload()
                expect(page.locator("#lost")).to_be_visible()
            touched.append(touch(page))
            page.wait_for_timeout(700 + 130 * (number % 3))
        page.wait_for_timeout(max(0.0, 30 - (time.monotonic() - cut_at)) * 1000)
        expect(page.get_by_text("Kept on this phone: 10")).to_be_visible()
        assert box.get("/status")["film"]["marks"] == 0
        weather.delay(0.3, jitter=0.1)
        weather.mend()
        expect(page.get_by_text("10 marks")).to_be_visible()
        hold(page.get_by_role("button", name="Hold to stop"))
        expect(page.locator(".state")).to_have_text("Ready to film")
    (film,) = box.films.iterdir()
    marks, clock = marks_of(box, film), film_clock(box, film, tmp_path)
    assert len(marks) == 10, "each arrives once"
    errors = [seen_at(clock, mark) - (touch_at / NANO - began) for mark, touch_at in zip(marks, touched, strict=True)]
    print("errors in ms:", [round(error * 1000) for error in errors])
    assert max(abs(error) for error in errors) <= 0.050, [round(error * 1000) for error in errors]


def touch(page: Page) -> int:
    """Tap the mark as a thumb does; the box's time (ns) in the middle of the touch's way to the page."""
    box = page.locator("#mark").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    before = time.monotonic_ns()
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    after = time.monotonic_ns()
    page.wait_for_timeout(120)  # a thumb rests: the mark lies where it came down, not where it went up
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
    return (before + after) // 2


def pair(page: Page, box: Box) -> None:
    visiting.pair(page, lambda code: press_code(box, code), lambda _: None)


def scene_began(box: Box) -> float:
    """When picture 0 of the test card was seen, in seconds of the monotonic clock: from what the camera shows."""
    seen: list[tuple[float, float]] = []
    deadline = time.monotonic() + 60
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(box.data / "control.sock")), base_url="http://box") as ask:
        while len(seen) < 100:
            before = time.monotonic()
            answer = ask.get("/simulated/view")
            after = time.monotonic()
            if answer.status_code != 200:  # it is ready a moment before its camera shows something
                assert after < deadline, answer.text
                continue
            shown = answer.content
            with av.open(io.BytesIO(shown), mode="r") as picture:
                number = read_clock(next(picture.decode(video=0)))
            assert number is not None
            seen.append((after - before, (before + after) / 2 - number / RATE))
    # A picture shows only after it was taken, and on a busy machine later: the earliest of the quick looks is truest.
    quick = sorted(seen)[: len(seen) // 2]
    return min(began for _, began in quick)


def marks_of(box: Box, film: Path) -> list[float]:
    key = box.data / "practitioner.key"
    shown = subprocess.run(
        [sys.executable, "-m", "attune", "marks", film, "-i", key, "--signers", box.data / "allowed_signers", "--json"],
        capture_output=True, check=True,
    )  # fmt: skip
    return sorted(mark["at"] / NANO for mark in json.loads(shown.stdout)["marks"])


def film_clock(box: Box, film: Path, folder: Path) -> float:
    """Seconds on the scene's clock at the film's time 0, read off its pictures."""
    out = folder / "film.mp4"
    key: list[str | Path] = ["-i", box.data / "practitioner.key", "--signers", box.data / "allowed_signers"]
    subprocess.run([sys.executable, "-m", "attune", "open", film, *key, "-o", out], check=True, capture_output=True)
    found = []
    with av.open(str(out)) as opened:
        for frame in opened.decode(video=0):
            number = read_clock(frame)
            if number is not None and frame.time is not None:
                found.append(number / RATE - frame.time)
    return median(found)


def seen_at(clock: float, mark: float) -> float:
    """What the scene's clock shows in the film at a mark."""
    return clock + mark


@pytest.mark.slow
def test_the_last_mark_is_named_and_taken_back(browser: Browser, box: Box) -> None:
    with phone(browser, box.page, "") as page, phone(browser, box.page, "") as other:
        pair(page, box)
        pair(other, box)
        visiting.start(page)
        page.get_by_role("button", name="Mark", exact=True).tap()
        expect(page.get_by_text(re.compile(r"1 mark ·"))).to_be_visible()
        box.post("/panel/press")
        expect(page.get_by_text(re.compile(r"2 marks ·"))).to_be_visible()
        expect(other.get_by_text(re.compile(r"2 marks ·"))).to_be_visible()
        summary = other.locator("#last summary")
        expect(summary).to_contain_text("with the button")
        summary.tap()
        other.get_by_role("button", name="Receiving initiatives").tap()
        expect(page.locator("#last summary")).to_contain_text("Receiving initiatives, with the button")
        page.locator("#last summary").tap()
        page.get_by_role("button", name="Undo this mark").tap()
        expect(other.get_by_text(re.compile(r"1 mark ·"))).to_be_visible()
        expect(other.locator("#last summary")).to_contain_text("on a phone")
        hold(page.get_by_role("button", name="Hold to stop"))
        expect(other.locator(".state")).to_have_text("Ready to film")
    (film,) = box.films.iterdir()
    assert len(marks_of(box, film)) == 1
