"""A phone without JavaScript: it loads the pages and sends their forms, with the cookie and the token they carry."""

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

import httpx

from tests.support.forms import read
from tests.support.pairing import Button, press_code


@dataclass
class Form:
    """A form as the page gives it: where it goes, what it carries, what its button says."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    button: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._inside = self._button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.forms.append(Form(given["action"]))
                self._inside = True
            case "input" if self._inside:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
            case "button" if self._inside:
                self._button = True
            case "a":
                self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._button = self._button and tag != "button"

    def handle_data(self, data: str) -> None:
        if self._button:
            self.forms[-1].button = f"{self.forms[-1].button} {data.strip()}".strip()


class Phone:
    """A browser at the box's pages."""

    def __init__(self, address: str, **more: Any) -> None:
        self._http = httpx.Client(base_url=address, follow_redirects=True, **{"timeout": 60, **more})
        self.text = ""
        self.forms: list[Form] = []
        self.links: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def words(self) -> str:
        """What a person reads on the page, white space folded."""
        return read(self.text)

    def keep(self, cookie: str, value: str) -> None:
        """Have a cookie from an earlier visit."""
        self._http.cookies.set(cookie, value)

    def load(self, path: str, status: int = 200) -> Self:
        """Go to a page."""
        return self._show(self._http.get(path, headers={"Accept": "text/html"}), status)

    def push_at(self, action: str) -> Self:
        """Push the button of the form that goes there."""
        (form,) = (form for form in self.forms if form.action == action)
        return self._show(self._http.post(form.action, data=form.fields))

    def push(self, words: str) -> Self:
        """Push the button that says `words`; it must be there, once."""
        buttons = [form for form in self.forms if form.button == words]
        assert len(buttons) == 1, [form.button for form in self.forms]
        return self._show(self._http.post(buttons[0].action, data=buttons[0].fields))

    def follow(self, ending: str) -> Self:
        """Follow the one link that ends so."""
        links = {link for link in self.links if link.endswith(ending)}
        assert len(links) == 1, self.links
        return self.load(links.pop())

    def ask_for_code(self) -> str:
        """Ask to be paired; the numbers that are to be pressed."""
        self.load("/pair").push("Pair this phone")
        return self.text.partition('data-code="')[2].partition('"')[0]

    def pair(self, box: Button) -> Self:
        """Ask to be paired, press the code on the box, and go on to the visit."""
        press_code(box, self.ask_for_code())
        deadline = time.monotonic() + 60
        while "This phone is paired." not in self.load("/pair").text:
            assert time.monotonic() < deadline, self.text
            time.sleep(0.2)
        return self

    def _show(self, answer: httpx.Response, status: int = 200) -> Self:
        assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
        page = _Forms()
        page.feed(answer.text)
        self.text, self.forms, self.links = answer.text, page.forms, page.links
        return self
