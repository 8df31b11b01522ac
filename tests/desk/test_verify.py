"""`attune verify`, as people and scripts see it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from attune.exits import Exit
from tests.support.small_films import OTHER, Box, contents

BOX = Box()


def verify(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return BOX.film(tmp_path / "films")


@pytest.fixture
def signers(tmp_path: Path) -> Path:
    (tmp_path / "recorders").write_text(f"box-07 {BOX.key_line}\n")
    return tmp_path / "recorders"


def test_complete(film: Path, signers: Path) -> None:
    result = verify(film, "--signers", signers)
    assert result.exit_code == Exit.FINE
    assert result.stdout.splitlines() == [
        "complete",
        "  film      20261122-1405-k7qm, begun 22 November 2026, 14:05 UTC, by a clock set over the network",
        "  length    3.8 s (4 segments, 96 pictures, 2 marks, 5.1 kB)",
        "  recorder  box-07, on your list",
    ]
    assert result.stderr == ""


def test_without_a_list_it_says_what_was_not_checked_and_how_to(film: Path) -> None:
    result = verify(film)
    assert result.exit_code == Exit.FINE
    assert "calls itself box-07" in result.stdout
    assert "not checked" in result.stdout
    assert f"attune verify --signers FILE {film}" in result.stdout


def test_a_name_that_differs_from_the_list_is_told(film: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_text(f"box-99 {BOX.key_line}\n")
    assert "box-99, on your list (calls itself box-07)" in verify(film, "--signers", tmp_path / "list").stdout


def test_damaged(film: Path, signers: Path) -> None:
    (film / "000001.m4s.age").write_bytes(b"x")
    result = verify(film, "--signers", signers)
    assert result.exit_code == Exit.DAMAGED
    assert result.stdout.splitlines()[0] == "damaged"
    assert result.stdout.splitlines()[-2:] == [
        "  000001.m4s.age was changed.",
        "Copy it again from the box or the store, then verify it.",
    ]


@pytest.mark.parametrize("finding", ["missing", "reordered", "swapped"])
def test_missing_reordered_swapped(film: Path, finding: str) -> None:
    second = film / "000001.m4s.age"
    if finding == "missing":
        second.unlink()
    elif finding == "reordered":
        second.write_bytes((film / "000002.m4s.age").read_bytes())
    else:
        second.write_bytes(contents(BOX.film(film.parent, OTHER))[second.name])
    result = verify(film)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (Exit.DAMAGED, finding)


def test_cut_short(tmp_path: Path) -> None:
    result = verify(BOX.film(tmp_path / "films", closed=False))
    assert (result.exit_code, result.stdout.splitlines()[0]) == (Exit.CUT_SHORT, "cut short")
    assert "All that was kept before the cut is good." in result.stdout


def test_unknown_recorder(film: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_text(f"box-01 {Box().key_line}\n")
    result = verify(film, "--signers", tmp_path / "list")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (Exit.UNKNOWN_RECORDER, "unknown recorder")
    assert "Ask who made it before you trust it." in result.stdout


def test_a_film_under_another_films_name(film: Path) -> None:
    result = verify(film.rename(film.parent / OTHER))
    assert (result.exit_code, result.stdout.splitlines()[0]) == (Exit.DAMAGED, "swapped")
    assert f"The folder is named {OTHER}, but the film in it is {film.name}." in result.stdout


def test_json(film: Path, signers: Path) -> None:
    told = json.loads(verify(film, "--json", "--signers", signers).stdout)
    assert told == {
        "finding": "complete",
        "exit": 0,
        "details": [],
        "film": "20261122-1405-k7qm",
        "started": {"utc": "2026-11-22T14:05:09Z", "clock": "ntp"},
        "recorder": {"claims": "box-07", "key": told["recorder"]["key"], "listed": "box-07"},
        "seconds": 3.84,
        "segments": 4,
        "marks": 2,
        "frames": 96,
        "delivered": 96,
        "bytes": told["bytes"],
        "end": "stopped",
    }
    (film / "journal").write_bytes(b"\xff")
    result = verify(film, "--json")
    assert result.exit_code == Exit.DAMAGED
    assert json.loads(result.stdout)["finding"] == "damaged"
    assert json.loads(result.stdout)["film"] is None


def test_usage(film: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("box-07 ssh-ed25519 AAAA\n")
    for arguments in ([], [tmp_path / "none"], [film, "--signers", tmp_path / "none"]):
        assert verify(*arguments).exit_code == Exit.USAGE
    result = verify(film, "--signers", tmp_path / "list")
    assert result.exit_code == Exit.USAGE
    assert "Line 1 of the list of signers" in result.stderr


def test_help_teaches() -> None:
    text = verify("--help").stdout
    assert "attune verify --signers recorders films/" in text
    assert all(f"{code}  " in text for code in (0, 1, 2, 3, 4, 5))
