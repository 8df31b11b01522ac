"""Nothing of a film in the clear on any disk: what the desk's program and both browsers write while one works.

`make test-disk`: takes some five minutes, and wants the machine's browsers for itself.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from desk.pages.app import create_app
from desk.pages.context import KEY
from desk.pages.session import HeldDesk
from desk.unlocked import Desk
from sealed.film.records import Mark
from tests.support.browsing import ARGUMENTS
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desk_pages import SECRETS
from tests.support.desk_process import PASSPHRASE, click, until
from tests.support.needles import as_text, found
from tests.support.player_page import lay
from tests.support.tabs import DESK, ChromiumTab, FirefoxTab, Tab
from tests.support.tracing import STRACE, touches

pytestmark = pytest.mark.disk

SEGMENTS = 20
QUESTION = "Zaunkoenigsfrage 7261: why does he look away"
TITLE = "Zaunkoenigstitel 7262"
NOTE = "Zaunkoenigsnotiz 7263 she waits for him"
TEXTS = (QUESTION, TITLE, NOTE)
XDG = ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")
PLACES = ("HOME", "TMPDIR", *(f"XDG_{name}" for name in XDG))
AUTOSAVE = 20  # seconds: Firefox writes its session every 15


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(SEGMENTS * PER_SEGMENT, width=640, height=360)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Everything that programs might use to write, in one folder; its path is short, for Chromium's sockets."""
    made = Path(tempfile.mkdtemp(prefix="disk"))
    for name in (
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
    ):
        folder = made / name.lower()
        folder.mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(folder))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def desk(home: Path, reel: Reel) -> Path:
    """A desk with a film."""
    made = Desk.create(home / "desk", "anna", PASSPHRASE, work_factor=10)
    lay(made, reel, records=(Mark("00112233445566aa", 4_200_000_000, "phone", note=NOTE),))
    made.lock()
    return home / "desk"


def film_needles(reel: Reel) -> list[bytes]:
    """A piece of each segment's encoded picture."""
    return [segment.data[len(segment.data) // 2 :][:32] for segment in reel.segments]


def text_needles() -> list[bytes]:
    return [stored for text in TEXTS for stored in as_text(text)]


@contextmanager
def browser(kind: str, profile: Path) -> Iterator[Tab]:
    """A browser as people use it: its profile is kept."""
    if kind == "firefox":
        profile.mkdir()
        tab = FirefoxTab(profile)
        try:
            yield tab
        finally:
            tab.close()
        return
    arguments = [each for each in ARGUMENTS if each != "--headless"] + ["--headless=new"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path="/usr/bin/chromium",
            args=arguments,
            headless=False,
            viewport=DESK,  # type: ignore[arg-type]
            ignore_default_args=["--disable-dev-shm-usage"],  # what is shared memory must not look like a file
        )
        context.set_default_timeout(60_000)
        yield ChromiumTab(context.new_page())
        context.close()


def work(tab: Tab, address: str) -> None:
    """Unlock, write a question, play and step through a film, make a clip with a title and a note."""
    tab.goto(address)
    tab.wait("#passphrase")
    tab.type("#passphrase", PASSPHRASE)
    click(tab, "Unlock")
    tab.wait(".case-link")
    tab.evaluate("() => document.querySelector('.case-link').click()")
    tab.wait("#question")
    tab.type("#question", QUESTION)
    time.sleep(AUTOSAVE)  # while it is typed and not saved yet
    click(tab, "Save the question")
    until(tab, "text => document.querySelector('#question')?.defaultValue === text", QUESTION)
    click(tab, "Film 1")
    tab.wait("#film[data-ready]")
    tab.press("l")
    time.sleep(4)
    tab.press("k")
    for _ in range(SEGMENTS - 2):
        tab.press("Shift+ArrowRight")
        time.sleep(0.15)
    tab.press("ArrowLeft")
    tab.press("c")
    until(tab, "() => document.activeElement?.name === 'title'")
    tab.type("#title", TITLE)
    tab.type("#note", NOTE)
    time.sleep(AUTOSAVE)


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_no_browser_and_no_program_writes_it(kind: str, home: Path, desk: Path, reel: Reel) -> None:
    trace = home / "trace"
    program = [sys.executable, "-m", "attune", "desk", "serve", "--no-browser", "--desk", str(desk)]
    command = [*STRACE, "-o", str(trace), *program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        address = serving.stdout.readline().split()[-1]
        try:
            with browser(kind, home / "profile") as tab:
                work(tab, address)
                assert found([*film_needles(reel), *text_needles()], [home], [os.getpid(), serving.pid]) == {}
                assert tab.complaints == []
        finally:
            serving.terminate()
            serving.wait(30)
    assert found([*film_needles(reel), *text_needles()], [home]) == {}
    ours = f"{re.escape(str(desk))}(/|$)|{re.escape(str(home))}/xdg_state_home/"
    allowed = re.compile(rf"{ours}|/dev/null|(pipe|socket|TCP|UNIX|anon_inode)\b.*|.*__pycache__.*")
    written = [touch.where for touch in touches(trace)][1:]  # the first call begins the program
    assert {where for where in written if not allowed.match(where)} == set()


@contextmanager
def careless(folder: Path) -> Iterator[str]:
    """The same pages as they must not be: segments may be cached, and no field says that it must not be kept."""
    held = HeldDesk(folder)
    server = create_server(Flask("not yet"), host="127.0.0.1", port=0, threads=8)
    inside = create_app(held, f"127.0.0.1:{server.effective_port}")

    @inside.after_request
    def keep(answer: Response) -> Response:
        text = answer.get_data(as_text=True) if answer.mimetype in {"text/html", "text/javascript"} else ""
        if text:
            text = text.replace('cache: "no-store"', 'cache: "default"')
            answer.set_data(re.sub(r'(<(?:input|textarea)[^>]*) autocomplete="off"', r"\1", text))
        return answer

    def application(environ: dict[str, Any], start: Any) -> Any:
        def cached(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [(n, v) for n, v in headers if n != "Cache-Control"] + [("Cache-Control", "max-age=3600")]
            return start(status, kept if "/segment/" in environ["PATH_INFO"] else headers, *more)

        environ.pop("HTTP_ACCEPT_ENCODING", None)  # so that scripts come as they are
        return inside.wsgi_app(environ, cached)

    server.application = application
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/enter/{inside.extensions[KEY].access.ticket()}"
    finally:
        held.lock()
        server.close()
        thread.join(10)


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_the_search_finds_what_careless_pages_leave(kind: str, home: Path, desk: Path, reel: Reel) -> None:
    with careless(desk) as address, browser(kind, home / "profile") as tab:
        work(tab, address)
        left = found([*film_needles(reel), *text_needles()], [home], [os.getpid()])
    left |= found([*film_needles(reel), *text_needles()], [home])
    assert len(left.keys() & set(film_needles(reel))) > SEGMENTS // 2, "segments that may be cached"
    assert left.keys() & set(as_text(QUESTION)), "typed into a plain field"
