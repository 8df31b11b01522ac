"""How a reader judges: each finding, and folders that hold anything but a film."""

import json
import os
import shutil
import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed import sshsig
from sealed.age import seal
from sealed.errors import FilmError, Finding
from sealed.reader import ERRORS, MANY, examine
from sealed.signers import Signers
from tests.sealed.films import FILM, INIT, OTHER, SEGMENTS, Box, contents, lay_down
from tests.sealed.forge import forge, sign

BOX = Box()
THIRD = "000002.m4s.age"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(BOX.film(tmp_path_factory.mktemp("shelf")))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(BOX.film(tmp_path_factory.mktemp("shelf"), OTHER))


@pytest.fixture(scope="module")
def unclosed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(BOX.film(tmp_path_factory.mktemp("shelf"), closed=False))


@pytest.fixture
def film(tmp_path: Path, pristine: dict[str, bytes]) -> Path:
    return lay_down(tmp_path / "film", pristine)


def flip(path: Path, at: int = -20) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)


def test_complete(film: Path) -> None:
    (film / "notes.txt").write_text("somebody else's")
    (film / "000009.m4s.age.tmp").write_bytes(b"unfinished")
    report = examine(film, BOX.signers)
    assert (report.finding, report.details, report.name) == (Finding.COMPLETE, (), "box-07")
    report.check()


def test_without_a_list_the_recorder_is_told_but_not_known(film: Path) -> None:
    report = examine(film)
    assert (report.finding, report.name) == (Finding.COMPLETE, None)
    assert report.signer == sshsig.fingerprint(sshsig.public_bytes(BOX.signer))


def test_the_folder_may_have_any_name(film: Path) -> None:
    assert examine(film.rename(film.parent / "copy of film (2)")).finding is Finding.COMPLETE


def test_progress_adds_up(film: Path) -> None:
    told: list[tuple[int, int]] = []
    report = examine(film, progress=lambda done, total: told.append((done, total)))
    sealed = report.bytes - (film / "film.json").stat().st_size
    assert told[-1] == (sealed, sealed)
    assert told == sorted(told)


@pytest.mark.parametrize(
    "text",
    ["", f"stranger {Box().key_line}", f'box-07 namespaces="file" {BOX.key_line}'],
    ids=["nobody", "a stranger", "for other papers"],
)
def test_unknown_recorder(film: Path, text: str) -> None:
    report = examine(film, Signers.parse(text))
    assert report.finding is Finding.UNKNOWN_RECORDER
    assert sshsig.fingerprint(sshsig.public_bytes(BOX.signer)) in report.details[0]


def test_unknown_recorder_comes_before_damage_but_a_bad_signature_before_that(film: Path) -> None:
    flip(film / THIRD)
    assert examine(film, Box().signers).finding is Finding.UNKNOWN_RECORDER
    flip(film / "journal.sig", 100)
    assert examine(film, Box().signers).finding is Finding.DAMAGED


@pytest.mark.parametrize("at", [0, 5, 30, -20, -1])
def test_damaged_object(film: Path, at: int) -> None:
    flip(film / THIRD, at)
    report = examine(film, BOX.signers)
    assert (report.finding, report.details) == (Finding.DAMAGED, (f"{THIRD} was changed.",))
    with pytest.raises(ERRORS[Finding.DAMAGED], match="Copy it again"):
        report.check()


@pytest.mark.parametrize("name", ["film.json", "journal", "journal.sig", "000001.mark.age", "init.mp4.age"])
def test_damaged_wherever_it_is(film: Path, name: str) -> None:
    flip(film / name)
    assert examine(film, BOX.signers).finding is Finding.DAMAGED


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_damaged_because_cut_off(film: Path, keep: int) -> None:
    (film / THIRD).write_bytes((film / THIRD).read_bytes()[:keep])
    assert examine(film).finding is Finding.DAMAGED


def test_damaged_because_something_was_added(film: Path) -> None:
    shutil.copy(film / THIRD, film / "000004.m4s.age")
    report = examine(film)
    assert (report.finding, report.details) == (Finding.DAMAGED, ("000004.m4s.age is not in the journal.",))


def test_a_last_line_without_its_newline_is_damage_in_a_closed_film(film: Path) -> None:
    with (film / "journal").open("ab") as file:
        file.write(b"{")
    assert examine(film).finding is Finding.DAMAGED


@pytest.mark.parametrize("name", [THIRD, "init.mp4.age", "000000.mark.age", "film.json", "journal", "journal.sig"])
def test_missing(film: Path, name: str) -> None:
    (film / name).unlink()
    report = examine(film)
    assert (report.finding, report.details) == (Finding.MISSING, (f"{name} is not there.",))


def test_reordered(film: Path) -> None:
    (film / THIRD).rename(film / "x")
    (film / "000001.m4s.age").rename(film / THIRD)
    (film / "x").rename(film / "000001.m4s.age")
    report = examine(film)
    assert report.finding is Finding.REORDERED
    assert report.details == (
        "000001.m4s.age holds what belongs in 000002.m4s.age.",
        "000002.m4s.age holds what belongs in 000001.m4s.age.",
    )


def test_swapped_from_another_film(film: Path, other: dict[str, bytes]) -> None:
    (film / THIRD).write_bytes(other[THIRD])
    report = examine(film)
    assert (report.finding, report.details) == (Finding.SWAPPED, (f"{THIRD} is not the one that was recorded.",))


def test_swapped_for_a_stranger_s(film: Path) -> None:
    (film / THIRD).write_bytes(seal(SEGMENTS[2], [BOX.identity.recipient]))
    assert examine(film).finding is Finding.SWAPPED


def test_the_worst_names_the_film(film: Path, other: dict[str, bytes]) -> None:
    (film / "000000.m4s.age").write_bytes(other["000000.m4s.age"])
    assert examine(film).finding is Finding.SWAPPED
    (film / "000001.m4s.age").write_bytes((film / THIRD).read_bytes())
    assert examine(film).finding is Finding.REORDERED
    (film / "000003.m4s.age").unlink()
    assert examine(film).finding is Finding.MISSING
    flip(film / THIRD)
    assert examine(film).finding is Finding.DAMAGED


def test_many_details_are_summed_up(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, segments=[b"x"] * 30)
    for path in film.glob("*.m4s.age"):
        path.unlink()
    report = examine(film)
    assert len(report.details) == MANY + 1
    assert report.details[-1] == "And 20 more."


def test_a_film_whose_journal_is_another_s(film: Path, other: dict[str, bytes]) -> None:
    for name in ("journal", "journal.sig"):
        (film / name).write_bytes(other[name])
    assert examine(film, BOX.signers).finding is Finding.DAMAGED


@pytest.mark.parametrize(
    "after",
    [b"", b"{", b'{"n":10,"name":"000004.m4s.age"', b"\0" * 512, b"a line that nobody signed\n"],
    ids=["nothing", "torn", "torn later", "zeros", "unsigned"],
)
def test_cut_short(tmp_path: Path, unclosed: dict[str, bytes], after: bytes) -> None:
    film = lay_down(tmp_path / "film", unclosed | {"journal": unclosed["journal"] + after})
    (film / "000004.m4s.age").write_bytes(b"half a segment")
    (film / "000003.mark.age").write_bytes(b"")
    report = examine(film, BOX.signers)
    assert (report.finding, report.segments, report.end, report.delivered) == (Finding.CUT_SHORT, 4, None, None)
    with pytest.raises(ERRORS[Finding.CUT_SHORT]):
        report.check()
    report.check_objects()


@pytest.mark.parametrize(
    "after", [b"two\nlines\n", b"one line\nand a piece", b"x" * 2000, b"x" * 2000 + b"\n", b"\n\n"]
)
def test_no_power_cut_leaves_this(tmp_path: Path, unclosed: dict[str, bytes], after: bytes) -> None:
    film = lay_down(tmp_path / "film", unclosed | {"journal": unclosed["journal"] + after})
    assert examine(film).finding is Finding.DAMAGED


def test_a_rollback_reads_as_cut_short(film: Path, unclosed: dict[str, bytes], tmp_path: Path) -> None:
    lines = (film / "journal").read_bytes().splitlines(keepends=True)
    sign(film, BOX.signer, lines[:5])
    assert examine(film).finding is Finding.CUT_SHORT
    assert examine(lay_down(tmp_path / "unclosed", unclosed)).finding is Finding.CUT_SHORT


def test_a_missing_object_counts_in_a_film_cut_short_too(tmp_path: Path, unclosed: dict[str, bytes]) -> None:
    film = lay_down(tmp_path / "film", unclosed)
    (film / THIRD).unlink()
    assert examine(film).finding is Finding.MISSING


def test_facts_that_name_another_recorder(tmp_path: Path) -> None:
    thief = Box(identity=BOX.identity)
    forged = forge(tmp_path / "film", thief, BOX.facts().encode(), {"init.mp4.age": INIT, "000000.m4s.age": b"x"})
    report = examine(forged)
    assert (report.finding, report.facts) == (Finding.DAMAGED, None)
    assert "another recorder" in report.details[0]
    assert examine(forged, BOX.signers).finding is Finding.UNKNOWN_RECORDER


@pytest.mark.parametrize("facts", [b"x", b"{}", b"[" * 60_000, b'{"format":2}', b"{" + b" " * 70_000 + b"}", b"\xff"])
def test_facts_that_are_none(tmp_path: Path, facts: bytes) -> None:
    report = examine(forge(tmp_path / "film", BOX, facts, {"init.mp4.age": INIT}))
    assert (report.finding, report.facts) == (Finding.DAMAGED, None)


def respelled(change: dict[str, Any], at: int = 2) -> Callable[[list[bytes]], list[bytes]]:
    def apply(lines: list[bytes]) -> list[bytes]:
        line = json.dumps(json.loads(lines[at]) | change, separators=(",", ":")).encode() + b"\n"
        return [*lines[:at], line]

    return apply


@pytest.mark.parametrize(
    "change",
    [
        respelled({"name": "../../../../etc/passwd"}),
        respelled({"name": "/etc/passwd"}),
        respelled({"name": "notes.txt"}),
        respelled({"size": 10**18}),
        respelled({"size": 10**400}),
        respelled({"size": -5}),
        respelled({"to": 10**18}),
        respelled({"n": 10**18}),
        lambda lines: lines[1:],
        lambda lines: lines[:3] + lines[4:],
        lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
        lambda lines: [b"\n"] * 1_000_000,
        lambda lines: [b"x" * 1_000_000 + b"\n"],
        lambda lines: [b"x" * (17 << 20) + b"\n"],
        lambda lines: [b"\0\n"],
    ],
    ids=[
        "traversal",
        "absolute",
        "foreign",
        "size",
        "huge",
        "negative",
        "time",
        "number",
        "headless",
        "dropped",
        "reordered",
        "blank lines",
        "long line",
        "long journal",
        "NUL",
    ],
)
def test_a_signed_journal_that_is_out_of_form(film: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    sign(film, BOX.signer, change((film / "journal").read_bytes().splitlines(keepends=True)))
    assert examine(film, BOX.signers).finding is Finding.DAMAGED


def make_socket(path: Path) -> None:
    short = Path(f"/proc/self/fd/{os.open(path.parent, os.O_RDONLY)}")
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(short / path.name))
    finally:
        os.close(int(short.name))


PLANTED: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path.mkdir(),
    "FIFO": os.mkfifo,
    "socket": make_socket,
    "link": lambda path: path.symlink_to(path.with_suffix(".kept")),
    "link to itself": lambda path: path.symlink_to(path),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "dangling link": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("name", [THIRD, "film.json", "journal", "journal.sig"])
@pytest.mark.timeout(10)
def test_what_is_no_file_is_neither_followed_nor_waited_for(
    film: Path, name: str, plant: Callable[[Path], object]
) -> None:
    path = film / name
    path.rename(path.with_suffix(".kept"))
    plant(path)
    report = examine(film)
    assert (report.finding, report.details) == (Finding.DAMAGED, (f"{name} is not a file.",))


def test_a_film_that_may_not_be_read(film: Path) -> None:
    film.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root reads everything
    try:
        report = examine(film)
    finally:
        os.seteuid(user)
        film.chmod(0o700)
    assert (report.finding, report.details) == (
        Finding.DAMAGED,
        ("journal.sig cannot be read: Permission denied.",),
    )


@pytest.mark.parametrize("name", [THIRD, "film.json", "journal", "journal.sig"])
def test_a_giant_in_place_of_a_file_takes_no_memory(film: Path, name: str) -> None:
    with (film / name).open("r+b") as file:
        file.truncate(1 << 40)
    tracemalloc.start()
    try:
        assert examine(film).finding is Finding.DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_bytes(b"x")])
def test_what_is_no_film(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "film")
    assert examine(tmp_path / "film").finding in {Finding.MISSING, Finding.DAMAGED}


def test_every_finding_has_its_error_and_every_error_its_finding() -> None:
    assert set(ERRORS) == set(Finding) - {Finding.COMPLETE}
    named = {kind for kind in FilmError.__subclasses__() if kind.finding is not Finding.COMPLETE}
    assert named == set(ERRORS.values())
    assert all(kind().remedy and kind().cause.endswith(".") for kind in FilmError.__subclasses__())


def test_a_signature_by_another_key_is_known_by_that_key(film: Path) -> None:
    thief = Ed25519PrivateKey.generate()
    sign(film, thief, (film / "journal").read_bytes().splitlines(keepends=True))
    assert examine(film).finding is Finding.DAMAGED, "film.json names the recorder that it was"
    assert FILM not in "".join(examine(film, BOX.signers).details)
    assert examine(film, BOX.signers).finding is Finding.UNKNOWN_RECORDER
