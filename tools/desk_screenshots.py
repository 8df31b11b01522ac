"""Makes the pictures of the desk in docs/img, in light and dark, of the desk that `attune run --desk` starts.

.venv/bin/python -m tools.desk_screenshots
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browsing import chromium
from tests.support.desk_pages import without_secret_store
from tests.support.desk_process import PASSPHRASE, QUESTION
from tests.support.footage import footage
from tools.album import Album
from tools.review_pictures import shared_review

CLIPS = (
    (6, "He looks, she waits", "being attentive"),
    (14, "She follows his hands", "encouraging initiatives"),
    (22, "He smiles, she smiles back", "receiving initiatives"),
)


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """A box and a desk with the demonstration family: the desk's one-time address."""
    settings = folder / "settings.toml"
    settings.write_text('[web]\nbind = "127.0.0.1:0"\n')
    command = [
        sys.executable,
        "-m",
        "attune",
        "run",
        "--desk",
        "--data",
        str(folder / "box"),
        "--config",
        str(settings),
    ]
    command += ["--footage", str(footage())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=without_secret_store(folder / "secrets")
    ) as running:
        try:
            yield next(line for line in running.stdout or () if line.startswith("The desk")).split()[-1]
        finally:
            running.terminate()


def work(album: Album, address: str) -> None:
    """From the first run to clips."""
    page = album.page
    page.goto(address)
    page.get_by_label("Name of this desk").fill("anna")
    page.get_by_label("Passphrase", exact=True).press_sequentially(PASSPHRASE)
    expect(page.locator("#strength")).not_to_be_empty()
    page.get_by_label("The passphrase again").fill(PASSPHRASE)
    album.keep("first")
    page.get_by_role("button", name="Set up the desk").click()
    expect(page.get_by_text("1 film waits in the store")).to_be_visible()
    album.keep("home")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Complete")).to_be_visible()
    album.keep("import")
    page.get_by_role("link", name="Case DEMO-1").click()
    agree(page)
    page.get_by_role("link", name="Film 1").click()
    analyse(page)
    album.keep("film")
    page.keyboard.press("?")
    album.keep("keys", whole=False)
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.get_by_role("heading", name="Case DEMO-1")).to_be_visible()
    album.keep("case")
    copy(album)
    shared_review(album)
    page.get_by_role("link", name="Give the card to a box").click()
    album.keep("card")
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("File").fill("/media/stick/keyring-backup.age")
    album.keep("settings")
    page.get_by_role("button", name="Lock").click()
    album.keep("locked", whole=False)


def copy(album: Album) -> None:
    """Somebody is left out of a copy for the family; back to the case."""
    page = album.page
    page.get_by_role("link", name="A copy for the family").click()
    page.get_by_role("link", name="Leave somebody out of Film 1").click()
    page.locator("#film[data-ready]").wait_for()
    page.get_by_role("button", name=CLIPS[0][1]).click()
    page.keyboard.press("b")
    for side, percent in (("From the left", "20"), ("From the top", "12"), ("Wide", "24"), ("High", "42")):
        page.get_by_role("spinbutton", name=side).fill(percent)
    page.keyboard.press("Escape")
    page.locator("#film h1").click()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(1500)
    page.get_by_role("spinbutton", name="From the left").fill("24")
    page.wait_for_timeout(1500)
    album.keep("obscure", whole=False)
    page.get_by_role("link", name="A copy for the family").click()
    page.get_by_label("Parent").nth(1).check()
    album.keep("copy")
    page.get_by_role("link", name="Watch it through").first.click()
    page.locator("#watch[data-ready]").wait_for()
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1000)
    album.keep("watch", whole=False)
    page.get_by_role("link", name="A copy for the family").click()
    page.get_by_role("link", name="Case DEMO-1").click()


def agree(page: Page) -> None:
    """What was agreed with the family."""
    page.get_by_label("In the family's own words").fill(QUESTION)
    page.get_by_role("button", name="Save the question").click()
    for number, day in enumerate(("2026-12-03", "2026-12-17", "2027-01-07"), 1):
        page.get_by_label(f"Film {number}", exact=True).fill(day)
    page.get_by_role("button", name="Save the days of the films").click()
    for kind in ("Filming", "Showing it in supervision", "A copy of the clips for the family"):
        page.get_by_role("button", name=f"Given: {kind}", exact=True).click()
        expect(page.get_by_role("button", name=f"Withdrawn: {kind}")).to_be_visible()
    page.get_by_label("Goal").fill("More calm at bedtime")
    page.get_by_label("Where they are").fill("4")
    page.get_by_role("button", name="Save the rating").click()
    expect(page.get_by_text("4 of 10")).to_be_visible()


def analyse(page: Page) -> None:
    """Three clips with titles and principles; the last one is chosen."""
    page.locator("#film[data-ready]").wait_for()
    at = 0
    for number, (second, title, principle) in enumerate(CLIPS, 1):
        for _ in range(second - at):
            page.keyboard.press("Shift+ArrowRight")
            page.wait_for_timeout(120)
        at = second
        page.keyboard.press("c")
        expect(page.locator("#title")).to_be_focused()
        page.locator("#title").fill(title)
        page.locator(f"input[name=principle][value='{principle}']").check()
        page.wait_for_timeout(1200)
        if number < len(CLIPS):
            page.locator("[data-clip=leave]").click()


def main() -> None:
    """Make all pictures anew."""
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    with chromium() as browser:
        for scheme in ("light", "dark"):
            with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as address:
                size = {"width": 1280, "height": 900}
                context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
                context.set_default_timeout(60_000)
                expect.set_options(timeout=60_000)
                work(Album(context.new_page(), scheme, "desk-"), address)
                context.close()


if __name__ == "__main__":
    main()
