"""A whole visit with a box that was only flashed: its bundle on the card, the button's line, the phone's HTTPS.

No command of ours runs in it but to press the button, to look at the light and to join the Wi-Fi.
"""

import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.box_process import ATTUNE
from tests.support.card_image import blocks_of, surviving
from tests.support.phone import Phone
from tests.vm.machine import Machine
from tests.vm.service import Service

TRIES = 4


@pytest.fixture(scope="module")
def phone(box: Machine, service: Service, lease: dict[str, str]) -> Iterator[Phone]:
    trust = ssl.create_default_context(cafile=str(service.authority))
    proxy = f"http://127.0.0.1:{box.mobile}"
    with Phone(f"https://{service.box['address']}", proxy=proxy, verify=trust, timeout=120) as made:
        yield made


def test_the_bundle_is_used_up_and_left_the_boxs_public_key(box: Machine) -> None:
    left = box.shell("ls /bootfs").split()
    assert "attune-01.pub" in left
    assert "attune-box" not in left


def test_a_visit(box: Machine, service: Service, phone: Phone, tmp_path: Path) -> None:
    pair(box, phone)

    box.press()
    box.await_light("red")
    time.sleep(20)
    phone.load("/").push("Mark this moment")
    box.press()
    time.sleep(10)
    phone.load("/").push("Hold to stop")
    box.await_light("green")

    phone.load("/").push("Upload the film")
    film = await_film(service)
    parts = [film / "init.mp4.age", *sorted(film.glob("*.m4s.age"))]
    opened = b"".join(age(service.key, part) for part in parts)
    assert opened[4:8] == b"ftyp"
    (tmp_path / "film.mp4").write_bytes(opened)
    assert seconds_of(tmp_path / "film.mp4") > 20
    assert len(list(film.glob("*.mark.age"))) >= 2
    signers = box.shell("cat /bootfs/attune-01.pub").split()
    (tmp_path / "signers").write_text(f'{signers[2]} namespaces="attune-film" {signers[0]} {signers[1]}\n')
    verify: list[str | Path] = [ATTUNE, "verify", film, "--signers", tmp_path / "signers"]
    assert "complete" in subprocess.run(verify, check=True, capture_output=True, text=True).stdout.lower()

    blocks = blocks_of(film)
    box.shell("sync")
    assert surviving(box.disk, blocks) == len(blocks), "what is looked for can be found"
    await_page(phone, f"/films/{film.name}", "/wipe")
    phone.follow("/wipe").push("Hold to wipe the film")
    box.await_true('test -z "$(ls /var/lib/attune/films)"')
    box.await_true("test ! -e /var/lib/attune/trim/requested && ! systemctl is-active -q attune-trim")
    box.power_off()
    assert surviving(box.disk, blocks) == 0


def pair(box: Machine, phone: Phone) -> None:
    """Press the numbers that the phone shows; again, as it says, where emulation was so slow that one read as two."""
    code = phone.ask_for_code()
    for _ in range(TRIES):
        if "blue" not in {box.light() for _ in range(4)}:
            box.press(seconds=2.5)
        box.press_code(code)
        for _ in range(15):
            if "This phone is paired." in phone.load("/pair").text:
                return
            time.sleep(1.0)
    raise AssertionError(phone.text)


def await_page(phone: Phone, path: str, words: str, seconds: float = 240.0) -> None:
    """Load a page until it has the words."""
    end = time.monotonic() + seconds
    while words not in phone.load(path).text:
        assert time.monotonic() < end, phone.text
        time.sleep(2.0)


def await_film(service: Service, seconds: float = 300.0) -> Path:
    """Wait for a film in the store that is there whole: its journal's signature comes last."""
    end = time.monotonic() + seconds
    while True:
        for film in service.store.films.iterdir():
            if (film / "journal.sig").exists():
                return film
        assert time.monotonic() < end, "no film came"
        time.sleep(1.0)


def age(key: Path, part: Path) -> bytes:
    """A part as Debian's own age opens it."""
    return subprocess.run(["age", "-d", "-i", key, part], check=True, capture_output=True).stdout


def seconds_of(film: Path) -> float:
    """How long it plays, as ffprobe says."""
    words: list[str | Path] = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", film]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
