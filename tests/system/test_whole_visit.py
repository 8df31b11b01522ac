"""A whole visit, by commands and by the pages: press, three marks, hold, sync, wipe; the store has it, the box not."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.box_process import Box, attune
from tests.support.footage import footage
from tests.support.phone import Phone
from tests.support.processes import ended_with
from tests.support.runs import Haystack

pytestmark = [pytest.mark.process, pytest.mark.alone]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with Box(tmp_path_factory.mktemp("visit") / "box", "--footage", footage()) as box:
        yield box.start()


@pytest.mark.slow
def test_by_commands(box: Box) -> None:
    assert "filming" in good(box, "press")
    marks = [
        json.loads(good(box, "mark", "--principle", "receiving initiatives", "--note", "She waits", "--json")),
        curl_mark(box, {"principle": "guiding", "by": "phone", "id": "00112233445566ff"}),
    ]
    good(box, "press")
    film = box.state()["film"]
    assert film["marks"] == 3
    refused = box.attune("wipe", film["id"])
    assert (refused.returncode, "still being made" in refused.stderr) == (7, True)
    assert "ready (light: green)" in good(box, "hold")

    refused = box.attune("wipe", film["id"])
    assert (refused.returncode, "no receipt" in refused.stderr) == (7, True)
    (listed,) = json.loads(good(box, "films", "--json"))["films"]
    assert (listed["state"], listed["marks"], listed["receipt"]) == ("complete", 3, None)
    sealed = objects_of(box.films / film["id"])

    assert "each read back and found equal" in good(box, "sync")
    in_the_store = objects_of(box.store / film["id"])
    assert in_the_store == sealed
    record = json.loads(good(box, "wipe", film["id"], "--json"))
    assert {gone["name"]: gone["size"] for gone in record["objects"]} == {n: len(b) for n, b in sealed.items()}
    assert [mark["by"] for mark in of_the_desk(box, film["id"])] == ["command", "phone", "button"]
    assert [mark["at"] for mark in of_the_desk(box, film["id"])[:2]] == [mark["at"] for mark in marks]
    is_gone(box, film["id"])
    assert attune("verify", box.films / film["id"]).returncode == 2
    assert box.attune("wipe", film["id"]).returncode == 2


def test_by_the_pages(box: Box) -> None:
    box.await_pages()
    with Phone(box.page) as phone, Phone(box.page) as screen:
        phone.pair(box)
        screen.load("/box").push("Short press")
        assert box.state()["state"] == "filming"
        phone.load("/").push("Mark this moment").push("Mark this moment")
        screen.load("/box").push("Short press")
        assert box.state()["film"]["marks"] == 3
        phone.load("/").push("Hold to stop")
        (film,) = [listed["id"] for listed in box.get("/films")["films"]]
        phone.follow(film)
        assert "only on the box" in phone.text
        assert not [link for link in phone.links if link.endswith("/wipe")]
        phone.push("Upload the film")
        box.await_status(lambda _: box.get(f"/films/{film}")["receipt"] is not None)
        phone.load(f"/films/{film}").follow("/wipe").push("Hold to wipe the film")
    assert len(of_the_desk(box, film)) == 3
    is_gone(box, film)


def test_a_box_that_runs_refuses_a_second(box: Box) -> None:
    second = attune("run", "--data", box.data)
    assert second.returncode == 1
    assert "Another box works on" in second.stderr
    assert box.state()["state"] == "ready"


@pytest.mark.parametrize("filming", [False, True], ids=["ready", "filming"])
def test_ctrl_c_stops_everything(tmp_path: Path, filming: bool) -> None:
    with Box(tmp_path / "box") as box:
        box.start().await_pages()
        if filming:
            good(box, "press")
        with ended_with(box.pid) as family:
            assert len(family) >= 4
            assert box.stop(signal.SIGINT) == 0
        assert not (box.data / "control.sock").exists()
        assert box.attune("status").returncode == 1
        for film in box.films.iterdir():
            assert attune("verify", film, "--signers", box.data / "allowed_signers").returncode == 0
        assert len(list(box.films.iterdir())) == filming


def good(box: Box, *words: str) -> str:
    done = box.attune(*words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def curl_mark(box: Box, wish: dict[str, str]) -> dict[str, object]:
    command = ["curl", "-sS", "--fail-with-body", "--unix-socket", str(box.data / "control.sock"), "-X", "POST"]
    words = [*command, "-d", json.dumps(wish), "http://box/mark"]
    answers = [subprocess.run(words, capture_output=True, check=True).stdout for _ in range(2)]
    assert answers[0] == answers[1], "a mark that is sent again is placed once"
    mark: dict[str, object] = json.loads(answers[0])
    return mark


def objects_of(film: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in film.iterdir()}


def of_the_desk(box: Box, film: str) -> list[dict[str, object]]:
    """Open the film from the store and check who recorded it; its marks."""
    folder, signers, out = box.store / film, box.data / "allowed_signers", box.data.parent / f"{film}.mp4"
    key: list[str | Path] = ["-i", box.data / "practitioner.key", "--signers", signers]
    verified = attune("verify", folder, "--signers", signers)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (0, "complete")
    assert attune("open", folder, *key, "-o", out, "--force").returncode == 0
    played = subprocess.run(["ffmpeg", "-v", "warning", "-i", out, "-f", "null", "-"], capture_output=True, check=True)
    assert played.stderr == b""
    signed_by(box, "attune-film", folder / "journal.sig", (folder / "journal").read_bytes().splitlines(True)[-1])
    shown = attune("marks", folder, *key, "--json")
    marks: list[dict[str, object]] = json.loads(shown.stdout)["marks"]
    return marks


def is_gone(box: Box, film: str) -> None:
    """Nothing of the film is left on the box but two signed papers."""
    assert film not in good(box, "films")
    for folder, namespace in (("receipts", "attune-receipt"), ("wiped", "attune-wipe")):
        paper = box.data / folder / f"{film}.json"
        signed_by(box, namespace, paper.with_suffix(".json.sig"), paper.read_bytes())
    sealed = [data for name, data in objects_of(box.store / film).items() if name.endswith(".age")]
    haystack = Haystack(sealed)
    assert haystack.shared(sealed[0]) == 0
    left = [path for path in box.data.rglob("*") if path.is_file() and path.relative_to(box.data).parts[0] != "store"]
    assert len(left) >= 8
    assert {path: found for path in left if (found := haystack.shared(path.read_bytes())) is not None} == {}
    named = {path.relative_to(box.data).as_posix() for path in box.data.rglob("*") if film in path.name}
    assert {name for name in named if not name.startswith("store/")} == {
        f"{folder}/{film}.json{ending}" for folder in ("receipts", "wiped") for ending in ("", ".sig")
    }


def signed_by(box: Box, namespace: str, signature: Path, message: bytes) -> None:
    """OpenSSH itself takes the signature for the box's own, and only for this message."""
    signers = box.data / "allowed_signers"
    name = (box.data / "name").read_text().strip()
    command: list[str | Path] = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        signers,
        "-I",
        name,
        "-n",
        namespace,
        "-s",
        signature,
    ]
    answer = subprocess.run(command, input=message, capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert re.match(rb'Good "%s" signature' % namespace.encode(), answer.stdout)
    assert subprocess.run(command, input=message + b"\n", capture_output=True, check=False).returncode != 0
