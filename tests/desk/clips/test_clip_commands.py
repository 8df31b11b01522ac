"""`attune desk clip` and `attune desk export`, as a person and a script use them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.devices.simulated.test_card import read_clock
from attune.command import main
from desk.clips.moments import parse_time, show_time
from desk.unlocked import Desk
from tests.support.clock_films import PER_SEGMENT, filmed
from tests.support.desks import PASSPHRASE
from tests.support.making_films import frames_of
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM, MARK

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    lay(Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=4), filmed(8 * PER_SEGMENT), records=(MARK,))
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    options = ["--desk", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / "passphrase")]

    def run(*words: str, exits: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        return ran

    return run


def test_from_a_clip_to_its_files(run: Run, tmp_path: Path) -> None:
    assert "No clips yet" in run("clip", "list", FILM).output
    assert run(
        "clip", "add", FILM, "--from", "0:02", "--to", "3", "--title", "she waits", "--principle", "guiding"
    ).output
    run("clip", "add", FILM, "--from", "4.5", "--to", "4.6", "--note", "then he looks")
    listed = json.loads(run("clip", "list", FILM, "--json").output)
    assert [(clip["title"], clip["principles"]) for clip in listed] == [("she waits", ["guiding"]), ("", [])]
    assert "Guiding" in run("clip", "list", FILM).output

    out = tmp_path / "out"
    run("clip", "export", FILM, "-o", str(out))
    shown = [read_clock(frame) for frame in frames_of((out / f"{FILM}-clip-1.mp4").read_bytes())]
    assert shown == list(range(50, 75)), "two seconds to three, at twenty-five frames a second"
    assert (out / f"{FILM}-clip-2.mp4").exists()
    run("clip", "export", FILM, "-o", str(out), exits=7)
    run("clip", "export", FILM, "-o", str(out), "--clip", "2", "--force")
    run("clip", "export", FILM, "-o", str(out), "--clip", "3", exits=2)

    for kind, holds in (("vtt", "she waits"), ("eaf", "CONTROLLED_VOCABULARY"), ("csv", "then he looks")):
        run("export", FILM, "--format", kind, "-o", str(out / f"film.{kind}"))
        assert holds in (out / f"film.{kind}").read_text("utf-8")
        assert holds in run("export", FILM, "--format", kind, "-o", "-").output
    assert "Marks" in (out / "film.eaf").read_text("utf-8")


@pytest.mark.slow
def test_who_is_left_out_is_left_out_of_exports_too(run: Run, tmp_path: Path) -> None:
    run("clip", "add", FILM, "--from", "2", "--to", "3")
    box = {"x": 0, "y": 0, "width": 1, "height": 1}
    frames = [{"at": "2", **box}]
    (tmp_path / "covers.json").write_text(
        json.dumps([{"from": "2", "to": "3", "method": "solid", "keyframes": frames}])
    )
    run("handover", "obscure", FILM, str(tmp_path / "covers.json"))
    assert "watch it through first" in run("clip", "export", FILM, "-o", str(tmp_path / "out"), exits=7).output
    digest = run("handover", "watch", CODE, "clip-1").stderr.split("--digest ")[1].strip()
    run("handover", "watched", CODE, "clip-1", "--digest", digest)
    run("clip", "export", FILM, "-o", str(tmp_path / "out"))
    shown = frames_of((tmp_path / "out" / f"{FILM}-clip-1.mp4").read_bytes())
    assert {round(float(frame.to_ndarray(format="gray").mean())) for frame in shown} <= {127, 128, 129, 130, 131}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["clip", "add", FILM, "--from", "3", "--to", "2"], "ends after it begins"),
        (["clip", "add", FILM, "--from", "x", "--to", "2"], "a time is written as"),
        (["clip", "add", "20261122-1405-none", "--from", "1", "--to", "2"], "No case has the film"),
        (["clip", "export", FILM, "-o", "out"], "has no clips"),
        (["clip", "list", "../.."], "No case has the film"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run: Run, words: list[str], says: str, tmp_path: Path) -> None:
    words = [str(tmp_path / word) if word == "out" else word for word in words]
    assert says in run(*words, exits=2).output


@pytest.mark.parametrize(
    ("text", "ns"), [("41.28", 41_280_000_000), ("0:41.28", 41_280_000_000), ("1:02:03.5", 3_723_500_000_000), ("0", 0)]
)
def test_times_are_read_as_they_are_shown(text: str, ns: int) -> None:
    assert parse_time(text) == ns
    assert parse_time(show_time(ns)) == ns


@pytest.mark.parametrize("text", ["", "-1", "1:2:3:4", "1,5", "nan", "1e3"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="a time is written"):
        parse_time(text)
