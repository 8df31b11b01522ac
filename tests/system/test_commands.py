"""Every command tells what it does, and each documented exit code is reached by a real command that means it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from attune.command import COMMANDS
from tests.support.box_process import Recorder, Text, attune, key_of

pytestmark = pytest.mark.process

CODES = {
    0: "fine",
    1: "anything not listed",
    2: "usage",
    3: "cut short",
    4: "damaged, missing, reordered or swapped",
    5: "unknown recorder",
    6: "no key fits",
    7: "refused",
    8: "a device fault",
}
MUST_TELL = {
    "keygen": ["--output FILE", "--x25519", "public key"],
    "unseal": ["-i", "[FILE]", "standard output"],
    "run": ["--data", "--config", "--footage", "--recipient", "Ctrl-C", "control.sock"],
    "recorder": ["--config", "SIGTERM"],
    "web": ["--config", "bind"],
    "courier": ["--config", "receipt"],
    "press": ["--data", "--json", "starts a film"],
    "hold": ["--data", "--json", "ends a film"],
    "mark": ["--data", "--principle", "--note", "--json", "receiving initiatives", "deepening discussion"],
    "status": ["--data", "--json", "starting, ready, filming, sealing, fault"],
    "films": ["--data", "--json"],
    "sync": ["[FILM]", "--data", "--json", "Exit codes"],
    "wipe": ["FILM", "--data", "--json", "Exit codes", "no receipt"],
    "discard": ["FILM", "--data", "--yes", "family"],
    "verify": ["FILM", "--signers", "--json", "Exit codes"],
    "open": ["FILM", "-i", "-o", "--signers", "--force", "Exit codes", "cut short"],
    "marks": ["FILM", "-i", "--json"],
    "simulate": ["stall", "drop", "unplug", "fill", "mend"],
}


def test_the_root_lists_every_command_and_every_exit_code() -> None:
    shown = plain(attune("--help"))
    for command, (_, short) in COMMANDS.items():
        assert f" {command} {short}" in shown
    assert MUST_TELL.keys() <= COMMANDS.keys()
    for code, meaning in CODES.items():
        assert f"{code} {meaning}" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command: str) -> None:
    shown = attune(command, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    text = plain(shown)
    assert text.startswith(f"Usage: attune {command} ")
    assert attune(command, "-h").stdout == shown.stdout
    for words in MUST_TELL.get(command, []):
        assert words in text


def test_a_command_that_is_not_there() -> None:
    assert_says(attune("erase"), 2, "No such command")
    assert_says(attune("wipe"), 2, "Missing argument")


class Filmed:
    """A recorder that runs, with a whole film and one that was cut short on it; and keys."""

    def __init__(self, place: Path, box: Recorder, key: Path) -> None:
        self.place, self.box, self.key = place, box, key
        self.whole = self._film()
        box.post("/stop")
        self.cut = self._film()
        box.await_status(lambda status: status["film"]["elapsed"] >= 3)
        box.kill()
        box.start()

    def _film(self) -> Path:
        return self.box.films / str(self.box.post("/start")["film"]["id"])

    def open(self, film: Path, *words: str | Path) -> tuple[Text, Path]:
        out = self.place / "out.mp4"
        return attune("open", film, "-o", out, *words), out


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filmed]:
    place = tmp_path_factory.mktemp("commands")
    key = place / "key.txt"
    assert attune("keygen", "-o", key).returncode == 0
    with Recorder(place / "box", [key_of(key)], "[camera]\nwidth = 320\nheight = 180") as box:
        yield Filmed(place, box.start(), key)


def test_0_fine(filmed: Filmed) -> None:
    for done in (
        filmed.box.attune("status"),
        filmed.box.attune("films", "--json"),
        attune("verify", filmed.whole, "--signers", filmed.box.signers),
        attune("marks", filmed.whole, "-i", filmed.key),
        attune("unseal", "-i", filmed.key, filmed.cut / "init.mp4.age"),
    ):
        assert done.returncode == 0, done.stderr


def test_1_anything_else(tmp_path: Path) -> None:
    for command in ("press", "hold", "mark", "status", "films", "sync"):
        assert_says(attune(command, "--data", tmp_path), 1, "The box is not running: nobody answers at")


def test_2_usage(filmed: Filmed) -> None:
    assert_says(attune("verify", filmed.place / "nowhere"), 2, "does not exist")
    assert_says(filmed.box.attune("wipe", "zzzz"), 2, "There is no film zzzz on the box")
    assert_says(filmed.box.attune("discard", filmed.whole.name), 2, "pass --yes")
    assert_says(filmed.box.attune("simulate", "card", "stall"), 2, "A card does not stall")
    assert filmed.whole.exists()


def test_3_cut_short(filmed: Filmed) -> None:
    verified = attune("verify", filmed.cut, "--signers", filmed.box.signers)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (3, "cut short")
    done, out = filmed.open(filmed.cut, "-i", filmed.key, "--signers", filmed.box.signers)
    assert_says(done, 3, "cut short")
    probed = subprocess.run(["ffprobe", "-v", "warning", out], capture_output=True, check=True)
    assert probed.stderr == b""
    out.unlink()


@pytest.mark.parametrize("harm", ["damaged", "missing", "reordered", "swapped"])
def test_4_damaged_missing_reordered_or_swapped(filmed: Filmed, tmp_path: Path, harm: str) -> None:
    film = shutil.copytree(filmed.cut, tmp_path / filmed.cut.name)
    one, other = film / "000000.m4s.age", film / "000001.m4s.age"
    match harm:
        case "damaged":
            sealed = bytearray(one.read_bytes())
            sealed[-100] ^= 1
            one.write_bytes(sealed)
        case "missing":
            one.unlink()
        case "reordered":
            first = one.read_bytes()
            one.write_bytes(other.read_bytes())
            other.write_bytes(first)
        case "swapped":
            one.write_bytes((filmed.whole / "init.mp4.age").read_bytes())
    verified = attune("verify", film, "--signers", filmed.box.signers)
    assert (verified.returncode, verified.stdout.splitlines()[0], verified.stderr) == (4, harm, "")
    done, out = filmed.open(film, "-i", filmed.key)
    assert_says(done, 4, "")
    assert not out.exists()


def test_5_unknown_recorder(filmed: Filmed, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    stranger = tmp_path / "signers"
    stranger.write_text(f"attune-test {(tmp_path / 'other.pub').read_text()}")
    verified = attune("verify", filmed.whole, "--signers", stranger)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (5, "unknown recorder")
    done, out = filmed.open(filmed.whole, "-i", filmed.key, "--signers", stranger)
    assert_says(done, 5, "")
    assert not out.exists()


def test_6_no_key_fits(filmed: Filmed, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    assert attune("keygen", "-o", other).returncode == 0
    done, out = filmed.open(filmed.whole, "-i", other)
    assert_says(done, 6, "")
    assert not out.exists()
    assert_says(attune("unseal", "-i", other, filmed.whole / "init.mp4.age"), 6, "")


def test_7_refused(filmed: Filmed, tmp_path: Path) -> None:
    assert_says(filmed.box.attune("wipe", filmed.whole.name), 7, "no receipt")
    assert_says(filmed.box.attune("mark"), 7, "The box is not filming")
    assert filmed.whole.exists()
    there = tmp_path / "there.mp4"
    there.write_text("mine")
    assert_says(attune("open", filmed.whole, "-i", filmed.key, "-o", there), 7, "--force")
    assert there.read_text() == "mine"


def test_8_a_device_fault(filmed: Filmed) -> None:
    filmed.box.post("/simulate", {"device": "camera", "trouble": "unplug"})
    filmed.box.await_state("fault")
    assert_says(filmed.box.attune("press"), 8, "The camera was not found")
    filmed.box.post("/simulate", {"device": "camera", "trouble": "mend"})
    filmed.box.await_state("ready")


def assert_says(done: Text, code: int, words: str) -> None:
    """It failed with this code, said why on standard error, and printed nothing else."""
    assert (done.returncode, done.stdout) == (code, "")
    assert words in " ".join(done.stderr.split())
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def plain(shown: Text) -> str:
    """Help text without its line breaks and columns."""
    return " ".join(shown.stdout.split())
