"""The whole way of a pack by `attune desk pack`: asked for, made, opened, noted on, erased, confirmed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.cases.events import NoteWritten
from desk.unlocked import Desk
from tests.support.desks import PASSPHRASE
from tests.support.packing import reel
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


def desk_at(root: Path, name: str) -> tuple[Desk, Run]:
    desk = Desk.create(root / name, name, PASSPHRASE, work_factor=4)
    (root / "passphrase").write_text(PASSPHRASE)

    def run(*words: str, exits: int = 0) -> Result:
        options = ["--desk", str(root / name), "--passphrase-file", str(root / "passphrase")]
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        assert "Traceback" not in ran.output
        return ran

    return desk, run


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return tmp_path


def test_the_whole_way(root: Path) -> None:
    anna, anna_runs = desk_at(root, "anna")
    berta, berta_runs = desk_at(root, "berta")
    lay(anna, reel())
    own = re.search(r"This desk: (.*)", berta_runs("pack", "colleagues").output)
    assert own is not None
    key, pack, notes, erased = (str(root / name) for name in ("key.json", "a.pack", "notes.age", "erased.json"))
    berta_runs("pack", "key", "-o", key)

    make = ("pack", "make", CODE, "--to", key, "--purpose", "supervision", "--film", FILM, "-o", pack)
    assert "attune desk case consent" in anna_runs(*make, exits=7).output
    anna_runs("case", "consent", CODE, "supervision", "--until", "2099-01-31")
    assert "until 2099-01-31" in anna_runs("case", "show", CODE).output
    assert "is not on your list" in anna_runs(*make, exits=7).output
    anna_runs("pack", "colleagues", "--add", own[1])
    assert "for berta, until 2099-01-31" in anna_runs(*make).output
    anna_runs(*make, exits=7)

    assert "is not on your list" in berta_runs("pack", "open", pack, exits=7).output
    line = re.search(r"This desk: (.*)", anna_runs("pack", "colleagues").output)
    assert line is not None
    berta_runs("pack", "colleagues", "--add", line[1])
    code = berta_runs("pack", "open", pack).output.partition(":")[0]
    berta.append(code, NoteWritten(film=None, text="You wait so well."))
    assert f"from  anna  {code}" in berta_runs("pack", "list").output
    (film,) = berta.films(code)
    berta_runs("clip", "add", film.film, "--from", "1", "--to", "2", "--note", "Here")
    for writes in (
        ("clip", "export", film.film, "-o", str(root / "clips")),
        ("export", film.film, "--format", "csv", "-o", str(root / "clips.csv")),
        ("handover", "watch", code, "clip-1"),
        ("case", "card", code, "--to", str(root)),
        ("complete", code, "--confirm", code),
        ("erase", film.film, "--confirm", code),
    ):
        assert "This is a colleague's pack" in berta_runs(*writes, exits=7).output
    assert not (root / "clips").exists()
    berta_runs("pack", "reply", code, "-o", notes)
    assert "You wait so well." in anna_runs("pack", "notes", notes).output

    berta_runs("pack", "erase", code, "-o", erased)
    berta_runs("pack", "erase", pack, "-o", erased, "--force")
    berta_runs("pack", "open", pack, exits=6)
    berta_runs("pack", "reply", code, "-o", notes, "--force", exits=2)
    anna_runs("pack", "erased", erased)
    assert "erased 20" in anna_runs("pack", "list").output
    (root / "broken").write_bytes(Path(pack).read_bytes()[:700])
    berta_runs("pack", "open", str(root / "broken"), exits=4)


def test_the_help_tells_the_way() -> None:
    told = CliRunner().invoke(main, ["desk", "pack", "--help"]).output
    assert "attune desk pack make K-17" in told
