"""How a reader meets folders that hold anything but a film's files: it waits for nothing, and takes little memory."""

import os
import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from sealed.errors import Finding
from sealed.film.reader import examine
from tests.sealed.spoiling import THIRD


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
