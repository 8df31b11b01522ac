"""How a reader judges what is well signed and still no film: facts, lines of the journal, another's key."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import Finding
from sealed.film.reader import examine
from tests.sealed.forge import forge, sign
from tests.sealed.spoiling import BOX
from tests.support.small_films import FILM, INIT, Box


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


def test_a_signature_by_another_key_is_known_by_that_key(film: Path) -> None:
    thief = Ed25519PrivateKey.generate()
    sign(film, thief, (film / "journal").read_bytes().splitlines(keepends=True))
    assert examine(film).finding is Finding.DAMAGED, "film.json names the recorder that it was"
    assert FILM not in "".join(examine(film, BOX.signers).details)
    assert examine(film, BOX.signers).finding is Finding.UNKNOWN_RECORDER
