"""One catalogue holds every sentence of the desk's pages: a service translates it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from desk.pages.app import TRANSLATIONS
from tests.support.desk_pages import BASE, at_desk, context_of, desk_app, enter, made_up, post

CODE = "K-17"
DATA = r"Attune$|anna( |$)|ssh-ed25519|files that only you|2026-"  # and days in Esperanto


def sentences(path: Path) -> set[object]:
    with path.open("rb") as file:
        return {message.id for message in read_po(file)}


@pytest.mark.process
def test_the_catalogue_is_current(tmp_path: Path) -> None:
    """As docs/desk.md tells it."""
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "translations/babel.cfg", "-k", "later",
         "-k", "plural:1,2", "--no-location", "--omit-header", "--sort-output", "-o", tmp_path / "new.pot", "."],
        cwd=TRANSLATIONS.parent, check=True, capture_output=True,
    )  # fmt: skip
    kept = sentences(TRANSLATIONS / "messages.pot")
    assert sentences(tmp_path / "new.pot") == kept
    assert len(kept) > 200


def test_every_sentence_can_be_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    app = desk_app(tmp_path / "desk", translations=made_up(tmp_path / "translations", "eo"))
    pages = [shown(app, enter(app), "/first"), shown(app, enter(app), "/restore")]
    browser = at_desk(app)
    post(browser, "/case/new", code=CODE)
    case = f"/case/{context_of(app).aliases.of(CODE)}"
    post(browser, f"{case}/rating", rating="4", day="2026-11-26", goal="K-17")
    of_case = (case, f"{case}/card", f"{case}/packs", f"{case}/papers")
    pages += [shown(app, browser, path) for path in ("/", "/case/new", *of_case, "/import", "/settings", "/packs")]
    for page in pages:
        assert '<html lang="eo"' in page
        body = re.sub(r"<title>.*?</title>|<!--.*?-->", "", page, flags=re.S)
        texts = {" ".join(text.split()) for text in re.findall(r">([^<>]+)<", body)}
        texts |= set(re.findall(r'(?:aria-label|alt)="([^"]+)"', body))
        left = {text for text in texts if re.search(r"[A-Za-z]{3}", text) and "[" not in text}
        assert {text for text in left if not re.match(DATA, text)} == set()


def shown(app: Flask, browser: object, path: str) -> str:
    headers = {"Accept": "text/html", "Accept-Language": "eo"}
    return str(browser.get(path, base_url=BASE, headers=headers).text)  # type: ignore[attr-defined]
