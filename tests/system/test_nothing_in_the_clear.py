"""While filming nothing is written but the sealed film, and of what was encoded no 64 bytes in a row lie in it."""

import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.box_process import Recorder, attune, key_of
from tests.support.footage import footage
from tests.support.runs import Haystack
from tests.support.tracing import STRACE, Touch, touches

pytestmark = pytest.mark.process

SECONDS = 6
NO_FILE = re.compile(r"/dev/null|(?:socket|pipe|anon_inode|UNIX|UNIX-STREAM):.*")


@dataclass(frozen=True)
class Filmed:
    """A film: its folder, the recorder's log and trace, what became of its data folder, and the MP4."""

    folder: Path
    log: Path
    touched: list[Touch]
    new: set[Path]
    opened: bytes


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory, unmeasured: None) -> Iterator[Filmed]:
    """A film of real footage with a mark, under strace from before the press until the recorder has ended."""
    place = tmp_path_factory.mktemp("clear")
    key, trace, opened = place / "key.txt", place / "trace", place / "film.mp4"
    assert attune("keygen", "-o", key).returncode == 0
    with Recorder(place / "box", [key_of(key)], f'footage = "{footage()}"') as box:
        box.start(*STRACE, "-o", trace)
        assert limits(box.pid)["Max core file size"] == ["0", "0"]
        before, since = set(place.rglob("*")), time.time()
        film = box.films / box.post("/start")["film"]["id"]
        box.post("/mark", {"note": "She waits for him", "principle": "being attentive"})
        box.await_status(lambda status: status["film"]["elapsed"] >= SECONDS)
        assert box.post("/stop")["state"] == "ready"
        new = set(place.rglob("*")) - before
        ended = box.pid
        assert box.stop() == 0
    await_end(trace, ended)
    assert attune("open", film, "-i", key, "--signers", box.signers, "-o", opened).returncode == 0
    touched = [touch for touch in touches(trace) if touch.time >= since]
    yield Filmed(film, box.said, touched, new, opened.read_bytes())


def test_no_other_file_is_written(filmed: Filmed) -> None:
    assert elsewhere(filmed.touched, filmed.folder, filmed.log) == []
    written = {touch.where for touch in filmed.touched if touch.call == "openat"}
    beginning = filmed.folder.with_name(f".{filmed.folder.name}.tmp")
    assert len([path for path in written if path.endswith(".m4s.age.tmp")]) >= SECONDS
    assert f"{beginning}/journal" in written
    new = {path for path in filmed.new if cache_of(filmed.folder) not in (path, path.parent)}
    assert new == {filmed.folder, *filmed.folder.iterdir(), about_of(filmed.folder)}


def test_nothing_is_remembered_for_lists_before_the_film_has_ended(filmed: Filmed) -> None:
    last = max(touch.time for touch in filmed.touched if touch.where.endswith(".m4s.age.tmp"))
    cache = f"{cache_of(filmed.folder)}/"
    assert min(touch.time for touch in filmed.touched if touch.where.startswith(cache)) > last


def test_what_the_box_keeps_in_plain_says_nothing(filmed: Filmed) -> None:
    about = about_of(filmed.folder).read_text("utf-8")
    cached = (cache_of(filmed.folder) / "films.json").read_text("utf-8")
    assert '"marks"' in about
    assert filmed.folder.name in cached
    for kept in (about, cached):
        assert "She waits" not in kept
        assert "attentive" not in kept


def cache_of(film: Path) -> Path:
    return film.parents[1] / "cache"


def about_of(film: Path) -> Path:
    return film.parents[1] / "about" / f"{film.name}.json"


def test_the_log_tells_nothing_of_the_visit(filmed: Filmed) -> None:
    log = filmed.log.read_text()
    assert filmed.folder.name in log
    assert "She waits" not in log
    assert "attentive" not in log


def test_no_run_of_what_was_encoded_is_in_the_sealed_film(filmed: Filmed) -> None:
    encoded = b"".join(media(filmed.opened))
    assert len(encoded) > 500_000
    sealed = [path.read_bytes() for path in filmed.folder.iterdir()]
    assert Haystack(sealed).shared(encoded) is None
    assert Haystack(sealed).shared(filmed.opened) is None
    assert Haystack([*sealed, filmed.log.read_bytes()]).shared(b"She waits for him, being attentive") is None


def test_a_single_run_would_be_found(filmed: Filmed) -> None:
    encoded = b"".join(media(filmed.opened))
    leaky = bytearray((filmed.folder / "000003.m4s.age").read_bytes())
    leaky[5003 : 5003 + 64] = encoded[200_001 : 200_001 + 64]
    found = Haystack([bytes(leaky)]).shared(encoded)
    assert found is not None
    assert 200_001 <= found <= 200_001 + 32


@pytest.mark.parametrize(
    ("call", "leak"),
    [
        ("openat", "open('leak', 'wb')"),
        ("openat", "os.open('.', os.O_TMPFILE | os.O_RDWR)"),
        ("write", "os.write(os.open('there', os.O_WRONLY), b'x')"),
        ("memfd_create", "os.memfd_create('leak')"),
        ("rename", "os.rename('film/film.json', 'leak')"),
        ("mmap", "mmap.mmap(os.open('there', os.O_RDWR), 1)"),
        ("sendfile", "os.sendfile(1, os.open('there', os.O_RDONLY), 0, 1)"),
        ("execve", "subprocess.run(['true'], close_fds=False)"),
        ("mkdir", "os.mkdir('leak')"),
        (None, "open('film/000001.m4s.age.tmp', 'wb').write(b'x')"),
    ],
)
def test_a_leak_would_be_seen(tmp_path: Path, unmeasured: None, call: str | None, leak: str) -> None:
    film, log, trace = tmp_path / "film", tmp_path / "log", tmp_path / "trace"
    film.mkdir()
    (film / "film.json").write_text("{}")
    (tmp_path / "there").write_text("x")
    program = f"import mmap, os, subprocess, sys; print('ready', file=sys.stderr); {leak}"
    with log.open("wb") as said:
        command: list[str | Path] = [*STRACE, "-o", trace, sys.executable, "-B", "-c", program]
        with subprocess.Popen(command, cwd=tmp_path, stderr=said, stdout=subprocess.DEVNULL) as traced:
            assert traced.wait() == 0
    await_end(trace, traced.pid)
    start, *touched = touches(trace)
    assert start.call == "execve"
    found = {touch.call for touch in elsewhere(touched, film, log)}
    assert call in found if call else found == set()


def elsewhere(touched: list[Touch], film: Path, log: Path) -> list[Touch]:
    """What was written neither into the film's folder, before or after it got its name, nor to the log.

    Nor to the film's file in `about` or the cache of lists: `test_what_the_box_keeps_in_plain_says_nothing` reads both.
    """
    beginning = film.with_name(f".{film.name}.tmp")
    places = (f"{film}/", f"{beginning}/", str(about_of(film)), f"{cache_of(film)}/")
    whole = {str(film), str(beginning)}

    def fine(touch: Touch) -> bool:
        if touch.call in {"mkdir", "rename", "renameat", "mkdirat"} and touch.where in whole:
            return True
        if touch.call in {"write", "writev"} and touch.where == str(log):
            return True
        return touch.where.startswith(places) or bool(NO_FILE.fullmatch(touch.where))

    return [touch for touch in touched if not fine(touch)]


def media(mp4: bytes) -> Iterator[bytes]:
    """The contents of every mdat: H.264 and AAC as they were encoded."""
    at = 0
    while at < len(mp4):
        size, kind = struct.unpack_from(">I4s", mp4, at)
        assert size >= 8
        if kind == b"mdat":
            yield mp4[at + 8 : at + size]
        at += size


def limits(pid: int) -> dict[str, list[str]]:
    """The soft and the hard limit of each resource."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:25].strip(): line[25:].split()[:2] for line in lines}


def await_end(trace: Path, pid: int) -> None:
    """Wait until strace has written down the end of the process."""
    until = time.monotonic() + 120
    while not re.search(rf"^{pid} .*\+\+\+ (exited|killed)", trace.read_text(), re.MULTILINE):
        assert time.monotonic() < until, "strace did not come to an end"
        time.sleep(0.02)
