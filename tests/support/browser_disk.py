"""A browser as people have it, its profile and caches on the disk, and the desk's program traced while one works."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, Response
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from desk.pages.app import create_app
from desk.pages.context import KEY
from desk.pages.session import HeldDesk
from tests.support.browsing import ARGUMENTS, PATIENCE
from tests.support.clock_films import Reel
from tests.support.needles import as_text
from tests.support.tabs import DESK, ChromiumTab, FirefoxTab, Tab
from tests.support.tracing import STRACE, touches
from tests.support.waitress_thread import answering

AUTOSAVE = 20  # seconds: Firefox writes its session every 15, unless nobody was there for three minutes
XDG = ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")
PLACES = ("HOME", "TMPDIR", *(f"XDG_{name}" for name in XDG))
"""What names the folders in which programs may write."""
NO_FILES = r"/dev/null|(pipe|socket|TCP|UNIX|anon_inode)\b.*|.*__pycache__.*|/proc/self/fd/\d+"
"""The last: a file without a name, which is given one by a link. Its writes are listed by the folder that it is in."""


def film_needles(reel: Reel) -> list[bytes]:
    """A piece of each segment's encoded picture."""
    return [segment.data[len(segment.data) // 2 :][:32] for segment in reel.segments]


def text_needles(texts: tuple[str, ...]) -> list[bytes]:
    return [stored for text in texts for stored in as_text(text)]


@contextmanager
def browser(kind: str, profile: Path) -> Iterator[Tab]:
    """A browser whose profile is kept."""
    if kind == "firefox":
        profile.mkdir()
        tab = FirefoxTab(profile, {"browser.sessionstore.interval.idle": 15_000})
        try:
            yield tab
        finally:
            tab.end()
        return
    arguments = [each for each in ARGUMENTS if each != "--headless"] + ["--headless=new"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path="/usr/bin/chromium",
            args=arguments,
            headless=False,
            timeout=PATIENCE,
            viewport=DESK,  # type: ignore[arg-type]
            ignore_default_args=["--disable-dev-shm-usage"],  # what is shared memory must not look like a file
        )
        context.set_default_timeout(PATIENCE)
        yield ChromiumTab(context.new_page())
        context.close()


@contextmanager
def traced(desk: Path, trace: Path) -> Iterator[tuple[str, int]]:
    """The desk's program, all its writing traced: its one-time address, and its process."""
    program = [sys.executable, "-m", "attune", "desk", "serve", "--no-browser", "--desk", str(desk)]
    command = [*STRACE, "-o", str(trace), *program]
    silent = subprocess.DEVNULL  # pytest keeps what is said there in a file in /tmp
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=silent, text=True) as serving:
        assert serving.stdout is not None
        try:
            yield serving.stdout.readline().split()[-1], serving.pid
        finally:
            serving.terminate()
            serving.wait(30)


def written(trace: Path, *allowed: Path) -> set[str]:
    """Where the program wrote, but for these folders and what is no file."""
    ours = re.compile("|".join([NO_FILES, *(f"{re.escape(str(folder))}(/.*)?" for folder in allowed)]))
    places = [touch.where for touch in touches(trace)][1:]  # the first call begins the program
    return {where for where in places if not ours.fullmatch(where)}


@contextmanager
def careless(folder: Path) -> Iterator[str]:
    """The same pages as they must not be: what they fetch may be cached, and no field says that it must not be kept."""
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
            is_film = re.search("/segment/|/watch/.*/copy$", environ["PATH_INFO"])
            return start(status, kept if is_film else headers, *more)

        environ.pop("HTTP_ACCEPT_ENCODING", None)  # so that scripts come as they are
        return inside.wsgi_app(environ, cached)

    server.application = application
    with answering(server):
        try:
            yield f"http://127.0.0.1:{server.effective_port}/enter/{inside.extensions[KEY].access.ticket()}"
        finally:
            held.lock()
