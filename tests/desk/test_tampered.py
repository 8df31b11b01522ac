"""`attune verify` and `attune open` on films that were tampered with, by the real commands."""

import random
from pathlib import Path

import pytest

from attune.exits import Exit
from tests.desk.test_open import BOX, PLAINTEXT, desk, key, run, signers
from tests.support.small_films import OTHER, contents, lay_down
from tests.support.tampering import DEEDS, Tampering, snapshot

__all__ = ["desk", "key", "signers"]


@pytest.mark.slow
def test_dozens_of_tamperings_by_the_real_commands(tmp_path: Path, key: Path, signers: Path, desk: Path) -> None:
    """As tests/sealed/film/test_tampering.py, but with the whole program around it."""
    pristine = contents(BOX.film(tmp_path / "films"))
    other = contents(BOX.film(tmp_path / "films", OTHER))
    chance = random.Random(20261122)
    for number in range(36):
        film = lay_down(tmp_path / str(number), pristine)
        deed = sorted(DEEDS)[number % len(DEEDS)]
        Tampering(deed, chance.getrandbits(32), chance.getrandbits(32), chance.randbytes(100))(film, other)
        if snapshot(film) == pristine:
            continue
        verified = run("verify", film, "--signers", signers)
        opened = run("open", film, "-i", key, "-o", desk / "film.mp4", "--signers", signers)
        assert verified.returncode in {Exit.CUT_SHORT, Exit.DAMAGED, Exit.UNKNOWN_RECORDER}, (deed, verified)
        assert opened.returncode == verified.returncode, (deed, verified, opened)
        assert b"Traceback" not in verified.stderr + opened.stderr
        if opened.returncode == Exit.CUT_SHORT:
            assert PLAINTEXT.startswith((desk / "film.mp4").read_bytes())
            (desk / "film.mp4").unlink()
        assert contents(desk) == {}
