"""One page in a real browser, driven alike in Debian's Chromium (Playwright) and Firefox (WebDriver BiDi)."""

import base64
import copy
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from playwright.sync_api import Page

from tests.support.browsing import PATIENCE, chromium, hold

HERE = Path(__file__).parent
MODULES = HERE.parent / "interop" / "node_modules"
DESK = {"width": 1280, "height": 900}


class Tab(Protocol):
    """What a test does in a page."""

    def goto(self, address: str) -> None: ...

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """Call a function of JavaScript, given as text, with one argument; waits for its promise."""
        ...

    def before(self, script: str) -> None:
        """Run this in each page from now on, before its own scripts."""
        ...

    def wait(self, selector: str) -> None: ...

    def click(self, selector: str) -> None:
        """Click it, as soon as it can be seen."""
        ...

    def type(self, selector: str, text: str) -> None:
        """Type into it, as soon as it can be seen."""
        ...

    def press(self, key: str) -> None: ...

    def size(self, width: int, height: int) -> None:
        """The size of the window's inside."""
        ...

    def hold(self, selector: str, seconds: float = 1.3) -> None:
        """Keep a finger on a button."""
        ...

    def prefer(self, dark: bool, still: bool) -> None:
        """What a person asked of the phone: a dark scheme, less motion."""
        ...

    def shot(self) -> bytes:
        """What the window shows, as a PNG."""
        ...

    def tree(self) -> set[str]:
        """Every name and text that the browser gives to a screen reader."""
        ...

    def open(self) -> Self:
        """Another tab of the same browser."""
        ...

    def opened(self, act: Callable[[], None]) -> Self:
        """The window that the page opens when this is done."""
        ...

    def close(self) -> None:
        """Close this tab alone."""
        ...

    @property
    def complaints(self) -> list[str]:
        """The console's errors and warnings."""
        ...


class ChromiumTab:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)

    def goto(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def before(self, script: str) -> None:
        self.page.add_init_script(script)

    def wait(self, selector: str) -> None:
        self.page.wait_for_selector(selector, state="attached")

    def click(self, selector: str) -> None:
        self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        self.page.type(selector, text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def hold(self, selector: str, seconds: float = 1.3) -> None:
        hold(self.page.locator(selector), seconds)

    def prefer(self, dark: bool, still: bool) -> None:
        self.page.emulate_media(
            color_scheme="dark" if dark else "light", reduced_motion="reduce" if still else "no-preference"
        )

    def shot(self) -> bytes:
        return self.page.screenshot()

    def tree(self) -> set[str]:
        nodes = self.page.context.new_cdp_session(self.page).send("Accessibility.getFullAXTree")["nodes"]
        values = [node.get(field, {}).get("value", "") for node in nodes for field in ("name", "description", "value")]
        return {str(value) for value in values if str(value).strip()}

    def open(self) -> Self:
        return type(self)(self.page.context.new_page())

    def opened(self, act: Callable[[], None]) -> Self:
        with self.page.context.expect_page() as window:
            act()
        return type(self)(window.value)

    def close(self) -> None:
        self.page.close()


class FirefoxTab:
    """Talks to tests/support/firefox.mjs, a line a request."""

    def __init__(self, profile: Path, prefs: dict[str, int] | None = None, under: Sequence[str] = ()) -> None:
        """`under`: a command that starts it, for a network namespace."""
        command = [*under, "node", str(HERE / "firefox.mjs"), str(MODULES), str(profile), json.dumps(prefs or {})]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._number = 0  # of the page, as the driver counts them
        self.size(**DESK)

    def goto(self, address: str) -> None:
        self._ask("goto", address=address)

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self._ask("evaluate", script=script, argument=argument)

    def before(self, script: str) -> None:
        self._ask("before", script=script)

    def wait(self, selector: str) -> None:
        self._ask("wait", selector=selector)

    def click(self, selector: str) -> None:
        self._ask("click", selector=selector)

    def type(self, selector: str, text: str) -> None:
        self._ask("type", selector=selector, text=text)

    def press(self, key: str) -> None:
        *held, last = key.split("+") if len(key) > 1 else [key]
        for each in held:
            self._ask("down", key=each)
        self._ask("press", key=last)
        for each in held:
            self._ask("up", key=each)

    def size(self, width: int, height: int) -> None:
        self._ask("size", width=width, height=height)

    def hold(self, selector: str, seconds: float = 1.3) -> None:
        self._ask("hold", selector=selector, seconds=seconds)

    def prefer(self, dark: bool, still: bool) -> None:
        self._ask("prefer", prefs={"ui.systemUsesDarkTheme": int(dark), "ui.prefersReducedMotion": int(still)})

    def shot(self) -> bytes:
        return base64.b64decode(self._ask("shot"))

    def tree(self) -> set[str]:
        return {text for text in self._ask("tree") if text.strip()}

    def open(self) -> Self:
        return self._page(self._ask("open"))

    def opened(self, act: Callable[[], None]) -> Self:
        act()
        return self._page(self._ask("opened"))

    @property
    def complaints(self) -> list[str]:
        return list(self._ask("complaints"))

    def close(self) -> None:
        self._ask("close")

    def end(self) -> None:
        """End the browser with its driver."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _page(self, number: int) -> Self:
        other = copy.copy(self)
        other._number = number
        return other

    def _ask(self, command: str, **facts: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"command": command, "number": self._number, **facts}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the browser ended"}')
        assert "error" not in answer, (command, answer["error"])
        return answer.get("value")


@contextmanager
def tab(kind: str, folder: Path) -> Iterator[Tab]:
    """A tab of `chromium` or `firefox`, with a profile of its own in `folder`. Fails where the browser is missing."""
    if kind == "chromium":
        with chromium() as browser:
            context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
            context.set_default_timeout(PATIENCE)
            yield ChromiumTab(context.new_page())
            context.close()
        return
    assert shutil.which("firefox-esr"), "Firefox is missing: apt-get install firefox-esr"
    folder.mkdir(parents=True, exist_ok=True)
    driven = FirefoxTab(folder)
    try:
        yield driven
    finally:
        driven.end()
