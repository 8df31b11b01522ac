"""Makes the pictures of a case's cycles in docs/img: desk and phone, in light and dark.

.venv/bin/python -m tools.vig_screenshots
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from playwright.sync_api import Browser, Page, expect

from desk.cases.events import AnyEvent, ConsentGiven, FilmImported, FilmsPlanned, GoalRated, HelpingQuestion
from desk.cases.review_events import PointsAgreed
from desk.completion.papers import as_paper
from desk.paper.language import TRANSLATIONS, Language
from desk.paper.letterhead import Letterhead
from desk.paper.render import draw
from desk.signer_line import signer_line
from desk.unlocked import Desk
from sealed.papers.erasure_certificate import read_certificate
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.browsing import PAIRED, chromium, phone
from tests.support.cycle_cases import begun, clip, ended, film, whole
from tests.support.desk_pages import PASSPHRASE, context_of, serving
from tests.support.ended_case import SmallBox
from tests.support.standin import StandIn
from tests.support.web_process import serving as phone_pages
from tools.album import IMAGES, Album

Made = TypeVar("Made")
CODE = "K-17"
QUESTION = "How can I calm her at bedtime?"
GOAL = "More calm at bedtime"
POINTS = ("Say what she is doing, and then wait", "Look at the book together before bed")
TODAY, NOW, DAY = date.today(), datetime.now(UTC), timedelta(days=1)


def half_way() -> list[AnyEvent]:
    """One cycle behind it, the second film's clips cut."""
    filmed, reviewed = TODAY - 21 * DAY, TODAY - 12 * DAY
    review = begun(1, reviewed)
    return [
        HelpingQuestion(question="Why does she cry when I put her down?"),
        HelpingQuestion(question=QUESTION),
        FilmsPlanned(days=(filmed, TODAY - 2 * DAY, TODAY + 20 * DAY)),
        film(1, filmed),
        clip(1),
        review,
        GoalRated(rating=3, day=reviewed, goal=GOAL, review=review.id, moment="start"),
        GoalRated(rating=5, day=reviewed, goal=GOAL, review=review.id, moment="end"),
        PointsAgreed(
            review=review.id,
            strengths=("You wait until she looks at you", "You smile back"),
            next=POINTS,
            read_back=True,
        ),
        ended(1, reviewed),
        film(2, TODAY - 2 * DAY),
        clip(2),
        GoalRated(rating=6, day=TODAY - 2 * DAY, goal=GOAL),
    ]


def lay(folder: Path) -> list[SmallBox]:
    """A desk with four cases, each at another step, and two boxes that were heard of."""
    desk = Desk.create(folder / "desk", "anna", PASSPHRASE, work_factor=4)
    months = [event for number in (1, 2, 3) for event in whole(number, TODAY - (120 - 30 * number) * DAY)]
    cases: dict[str, list[AnyEvent]] = {
        CODE: half_way(),
        "B-4": [HelpingQuestion(question="Why does he look away when I sing?"), film(1, TODAY - 20 * DAY), clip(1)],
        "C-9": [HelpingQuestion(question="How do we play together?")],
        "D-2": [*months, ConsentGiven(consent="copies", day=TODAY)],
    }
    for code, events in cases.items():
        desk.open_case(code)
        for event in events:
            desk.append(code, from_the_box(event, folder))
    store = FolderStore(folder / "store")
    store.root.mkdir()
    boxes = []
    with desk.folder.signers.open("w") as recorders:
        for name, films, ago in (("attune-07", 1, 0), ("attune-08", 0, 12)):
            boxes.append(box := SmallBox(folder / name, signer_line(desk), name))
            recorders.write(f"{name} {sshsig.key_line(sshsig.public_bytes(box.key))}\n")
            box.report(store, NOW - ago * DAY, films)
    settings = msgspec.structs.replace(desk.folder.settings, store=(folder / "store").as_uri())
    settings.write(folder / "desk", desk.folder.disk)
    desk.lock()
    return boxes


def from_the_box(event: AnyEvent, folder: Path) -> AnyEvent:
    """A film came through the desk's own store, by a box that was heard of."""
    if not isinstance(event, FilmImported):
        return event
    return msgspec.structs.replace(event, source=(folder / "store").as_uri(), recorder="attune-07")


def at_desk(browser: Browser, scheme: str, folder: Path) -> None:
    """First page, case, case card; the pages of a case that comes to its end."""
    boxes = beside_playwright(lambda: lay(folder))
    with serving(folder / "desk") as (app, address):
        size = {"width": 1280, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
        page = context.new_page()
        album = Album(page, scheme, "vig-")
        page.goto(address)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Boxes")).to_be_visible()
        album.keep("home")
        page.get_by_role("link", name=CODE).click()
        expect(page.get_by_role("heading", name=f"Case {CODE}")).to_be_visible()
        album.keep("case", whole=False)
        page.get_by_role("link", name="Give the case card to a box").or_(
            page.get_by_role("link", name="Give the card to a box")
        ).first.click()
        expect(page.get_by_label("Send along for the next visit")).to_be_checked()
        album.keep("card")
        base, ending = address.partition("/enter")[0], context_of(app).aliases.of("D-2")
        for path in ("copy", "end"):
            page.goto(f"{base}/case/{ending}/{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            album.keep(path)
        erased(album, boxes, FolderStore(folder / "store"), folder)
        context.close()


def answer(boxes: list[SmallBox], store: FolderStore) -> None:
    """The boxes take what lies in the store for them, and report."""
    for box in boxes:
        box.fetch(store)
        box.report(store, datetime.now(UTC))


def beside_playwright(work: Callable[[], Made]) -> Made:
    """Playwright's loop runs in this thread, and a store's must run in another."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def erased(album: Album, boxes: list[SmallBox], store: FolderStore, folder: Path) -> None:
    """The end itself: while the boxes are waited for, once they have answered, and the certificate on paper."""
    page = album.page
    page.get_by_label("Type D-2 to confirm").last.fill("D-2")
    page.get_by_role("button", name="Destroy the key and delete everything").click()
    expect(page.get_by_role("heading", name="The certificate")).to_be_visible()
    album.keep("erasing")
    beside_playwright(lambda: answer(boxes, store))
    page.get_by_role("button", name="Look again, and go on").click()
    expect(page.get_by_text("All of it is done.")).to_be_visible()
    page.get_by_label("Folder for the certificate").fill(str(folder))
    page.get_by_role("button", name="Write the certificate").click()
    expect(page.get_by_text("The certificate, its signature and the PDF have been written.")).to_be_visible()
    album.keep("erased")
    if album.scheme == "light":  # paper is white
        (file,) = folder.glob("*.json")
        letterhead = Letterhead(name="Riverside Family Service", contact=("12 Mill Lane", "vig@example.org"))
        paper = as_paper(read_certificate(file)[0], letterhead.complaints)
        first = draw(paper, letterhead, Language("en", TRANSLATIONS), "png")
        (IMAGES / "vig-certificate-light.png").write_bytes(first[0] if isinstance(first, list) else first)


def on_the_phone(browser: Browser, scheme: str, folder: Path) -> None:
    """What was agreed, before the next film."""
    folder.mkdir()
    standin = StandIn(folder / "control.sock")
    try:
        with standin.changing() as world:
            world.preparations = [{"case": CODE, "question": QUESTION, "points": list(POINTS)}]
        with phone_pages(folder) as (address, _), phone(browser, address, PAIRED, color_scheme=scheme) as page:
            prepare(page)
            Album(page, scheme, "vig-").keep("prepare")
    finally:
        standin.close()


def prepare(page: Page) -> None:
    """Choose the case, and come to its question."""
    page.goto("/before/case")
    page.get_by_role("radio", name=CODE).check()
    page.get_by_role("radio", name="Cycle 2").check()
    page.get_by_role("button", name="Continue").tap()
    expect(page.get_by_text("What you agreed last time")).to_be_visible()


def main() -> None:
    """Make all pictures anew."""
    expect.set_options(timeout=60_000)
    with chromium() as browser:
        for scheme in ("light", "dark"):
            folder = Path(tempfile.gettempdir()) / "attune"  # it can be read in the pictures
            folder.mkdir()
            try:
                os.environ["XDG_STATE_HOME"] = f"{folder}/secrets"
                at_desk(browser, scheme, folder)
                on_the_phone(browser, scheme, folder / "phone")
            finally:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main()
