"""Makes the pictures in docs/img: every page of the phone, in light and dark, of a real simulated box.

.venv/bin/python -m tools.screenshots
"""

import re
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support import visiting
from tests.support.browsing import chromium, hold, phone
from tests.support.footage import footage
from tests.support.weather import Weather
from tools.album import IMAGES, Album

SHEET = """<style>body {{ margin: 0; padding: 36px; display: flex; gap: 36px; background: {ground} }}
img {{ width: 390px; height: 844px; object-fit: cover; object-position: top; border-radius: 36px;
  box-shadow: 0 8px 40px rgb(0 0 0 / .25) }}</style>{images}"""


@contextmanager
def box(folder: Path) -> Iterator[str]:
    """A simulated box that films real footage: the address of its pages."""
    settings = folder / "settings.toml"
    settings.write_text(visiting.SLOW_STORE)
    command = [sys.executable, "-m", "attune", "run", "--data", str(folder / "box"), "--config", str(settings)]
    command += ["--footage", str(footage())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout or ()
        found = next(line for line in said if line.startswith("web: "))
        try:
            yield found.split()[1].rstrip("/")
        finally:
            running.terminate()


def press_code(box_page: Page, code: str) -> None:
    """Press the code that a phone shows on the drawn box."""
    box_page.get_by_role("button", name="Hold 2 seconds").tap()
    light = box_page.locator(".light-words")
    expect(light).to_have_text("Blue light")
    for number in code:
        for _ in range(int(number)):
            box_page.locator("#push").tap()
        expect(light).to_have_text("Light off")
        expect(light).to_have_text("Blue light")


def visit(album: Album, box_page: Page, weather: Weather) -> None:
    """A whole visit, page by page; `box_page` shows the box itself."""
    page = album.page
    box_page.goto("/box")
    expect(box_page.locator(".state")).to_have_text("Ready to film", timeout=60_000)
    visiting.pair(page, lambda code: press_code(box_page, code), album.keep)
    page.goto("/")
    album.keep("start")
    page.get_by_role("link", name="Start filming").tap()
    page.wait_for_url("**/start")
    album.keep("consent-first")
    visiting.prepare(page, album.keep)
    album.keep("ready")
    film(album, box_page, weather)
    link = page.get_by_role("link", name=re.compile("^Film [a-z0-9]+"))
    link.wait_for(timeout=30_000)
    album.keep("films")
    link.tap()
    album.keep("film")
    page.locator(".moments a").first.tap()
    page.get_by_label("Note").fill("She waits for him, and he begins again.")
    album.keep("mark")
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("She waits for him").wait_for()
    page.get_by_role("link", name="Family has withdrawn consent").tap()
    album.keep("discard-1")
    page.get_by_role("link", name="Continue").tap()
    page.get_by_role("button", name="Yes, delete it").tap()
    album.keep("discard-2")
    page.get_by_role("link", name="No, keep it").tap()
    visiting.sync(page, album.keep)
    album.keep("receipt")
    page.get_by_role("link", name="Wipe from this box").tap()
    album.keep("wipe")
    hold(page.get_by_role("button", name="Hold to wipe the film"))
    expect(page.get_by_text("The film has been wiped from the box.")).to_be_visible()
    album.keep("wiped")
    page.get_by_role("link", name=re.compile("paired")).tap()
    album.keep("phones")
    page.get_by_role("link", name="Unpair all phones").tap()
    page.wait_for_url("**/phones/unpair")
    album.keep("unpair")
    page.goto("/trust")
    album.keep("trust")


def film(album: Album, box_page: Page, weather: Weather) -> None:
    """A film with three marks, and what happens when the phone loses the box meanwhile."""
    page = album.page
    page.get_by_role("button", name="Start filming").tap()
    visiting.mark(page, 3, pause=2)
    expect(page.locator("[data-clock]")).to_have_text("0:12", timeout=20_000)
    album.keep("filming", whole=False)
    page.locator("#last summary").tap()
    album.keep("last-mark", whole=False)
    page.get_by_role("button", name="Receiving initiatives").tap()
    weather.cut()
    expect(page.locator("#lost")).to_be_visible(timeout=20_000)
    album.keep("lost", whole=False)
    weather.mend()
    expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
    box_page.reload()
    expect(box_page.locator("#framing")).to_be_visible()
    Album(box_page, album.scheme).keep("box")
    page.get_by_role("link", name="Family has withdrawn consent").tap()
    album.keep("discard-while-filming")
    page.get_by_role("link", name="No, keep it").tap()
    hold(page.get_by_role("button", name="Hold to stop"))


def troubles(album: Album) -> None:
    """What the pages say when something is wrong."""
    page = album.page
    for name, cause, cure in (
        ("no-camera", "Freeze the camera", "Reconnect the camera"),
        ("card-full", "Fill the card", "Make room again"),
    ):
        page.goto("/box")
        page.get_by_role("button", name=cause).tap()
        expect(page.locator("#said")).to_have_text("Done.")  # else the next page would be there before it was asked
        page.goto("/")
        expect(page.get_by_text("What is wrong")).to_be_visible(timeout=30_000)
        album.keep(name)
        page.goto("/box")
        page.get_by_role("button", name=cure).tap()
        expect(page.locator(".state")).to_have_text("Ready to film", timeout=30_000)


def sheet(browser: Browser, names: list[str], made: str, ground: str) -> None:
    """Several pictures side by side, for the README."""
    data = [b64encode((IMAGES / f"{name}.png").read_bytes()).decode() for name in names]
    images = "".join(f'<img src="data:image/png;base64,{one}">' for one in data)
    page = browser.new_page(viewport={"width": 36 + 426 * len(names), "height": 916})
    page.set_content(SHEET.format(ground=ground, images=images))
    page.screenshot(path=str(IMAGES / f"{made}.png"))
    page.close()


def main() -> None:
    """Make all pictures anew."""
    IMAGES.mkdir(exist_ok=True)
    with chromium() as browser:
        for scheme in ("light", "dark"):
            with (
                tempfile.TemporaryDirectory() as folder,
                box(Path(folder)) as address,
                Weather(address) as weather,
                phone(browser, weather.address, "", color_scheme=scheme) as page,
                phone(browser, address, "", color_scheme=scheme) as box_page,
            ):
                album = Album(page, scheme)
                visit(album, box_page, weather)
                troubles(album)
        for scheme, ground in (("light", "#dfe5df"), ("dark", "#2b3634")):
            names = [f"{name}-{scheme}" for name in ("ready", "filming", "receipt")]
            sheet(browser, names, f"phone-{scheme}", ground)


if __name__ == "__main__":
    main()
