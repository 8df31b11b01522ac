"""One catalogue holds every sentence: a service translates it, and the pages speak its language."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import web
from tests.support.forms import HOST, words
from tests.support.standin import StandIn
from tests.support.world import film

WEB = Path(web.__file__).parent
CATALOGUE = WEB / "translations" / "messages.pot"

pytestmark = pytest.mark.process


def extract(into: Path) -> None:
    """As docs/phone.md tells it."""
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "translations/babel.cfg", "-k", "later",
         "-k", "plural:1,2", "--no-location", "--omit-header", "--sort-output", "-o", str(into), "."],
        cwd=WEB, check=True, capture_output=True,
    )  # fmt: skip


def sentences(path: Path) -> set[object]:
    with path.open("rb") as file:
        return {message.id for message in read_po(file)}


def test_the_catalogue_is_current(tmp_path: Path) -> None:
    extract(tmp_path / "messages.pot")
    kept = sentences(CATALOGUE)
    assert sentences(tmp_path / "messages.pot") == kept
    assert len(kept) > 150


def test_every_sentence_can_be_translated(standin: StandIn, tmp_path: Path) -> None:
    """The pages, copied and given a language in which every sentence stands in brackets."""
    copy = tmp_path / "code"
    shutil.copytree(WEB, copy / "web", ignore=shutil.ignore_patterns("__pycache__"))
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="eo")
    for message in catalogue:
        if message.id:
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"[{text}]" for text in said)
            message.string = marked if len(marked) > 1 else marked[0]
    folder = copy / "web" / "translations" / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    with standin.changing() as world:
        world.films = [film("20261122-1405-k7qm")]
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from web.app import create_app; from web.settings import Settings; from web.context import KEY\n"
        "app = create_app(Settings(sys.argv[2], simulated=True)); phone = app.test_client()\n"
        "phone.set_cookie('attune', app.extensions[KEY].phones.add('computer', None), domain='127.0.0.1')\n"
        f"for path in sys.argv[3:]: print(phone.get(path, base_url={HOST!r}, headers={{'Accept-Language': 'eo'}}).text)"
    )
    pages = ["/", "/films/20261122-1405-k7qm", "/films/20261122-1405-k7qm/discard", "/before/case", "/before/consent",
             "/before/question", "/before/kind", "/before/camera", "/phones", "/trust", "/box"]  # fmt: skip
    command = [sys.executable, "-c", script, str(copy), str(tmp_path / "control.sock"), *pages]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert '<html lang="eo">' in shown
    body = re.sub(r"<title>.*?</title>|<!--.*?-->", "", shown, flags=re.S)
    texts = {" ".join(text.split()) for text in re.findall(r">([^<>]+)<", body)}
    left = {text for text in texts if re.search(r"[A-Za-z]{3}", text) and "[" not in text and "UTC" not in text}
    # Names, codes, and what the recorder itself says.
    assert left - {"Attune", "Android", "iPhone, iPad", "K-17", "K-23", "As it should be."} == set()


def test_an_unknown_language_is_english(standin: StandIn, phone: object) -> None:
    answer = phone.get("/", base_url=HOST, headers={"Accept-Language": "tlh, de;q=0.5"})  # type: ignore[attr-defined]
    assert "Ready to film" in words(answer)
    assert '<html lang="en">' in answer.text
