"""`attune desk review` and `attune desk agree`, as a person and a script use them."""

import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from attune.command import main
from tests.support.clock_films import Reel
from tests.support.desk_pages import PASSPHRASE
from tests.support.player_page import CODE
from tests.support.reviewing import TITLES, make_desk_folder
from tests.support.small_films import FILM

Run = Callable[..., Result]


@pytest.fixture
def run(folder: Path, reel: Reel) -> Run:
    make_desk_folder(folder, reel)
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    options = ["--desk", str(folder / "desk"), "--passphrase-file", str(folder / "passphrase")]

    def run(*words: str, exits: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        return ran

    return run


@pytest.mark.slow
def test_a_whole_review_by_command(run: Run, folder: Path) -> None:
    assert "No review yet" in run("review", "list", CODE).output
    run("review", "begin", CODE, "--film", FILM, "--clip", "3", "--clip", "1")
    run("review", "rate", CODE, "4", "--moment", "start", "--goal", "More calm")
    run("review", "words", CODE, "--thought", "He looked first", "--clip", "1", "--voice", "partner")
    run("review", "words", CODE, "--idea", "Wait longer", "--concern", "And if he cries?")
    run("review", "veto", CODE, "2")
    run("review", "rate", CODE, "6", "--moment", "end", "--goal", "More calm")
    run("agree", CODE, "--strength", "We sing", "--next", "Wait a little longer", "--read-back")
    pdf = folder / "points.pdf"
    run("agree", CODE, "--pdf", str(pdf))
    run("review", "end", CODE, "--minutes", "45")
    run("review", "end", CODE, exits=7)
    listed = run("review", "list", CODE).output
    for said in (TITLES[2], f"{TITLES[0]}  – not this clip", "partner: He looked first", "45 min 0 s", "We sing"):  # noqa: RUF001
        assert said in listed
    (found,) = json.loads(run("review", "list", CODE, "--json").output)
    assert [words["sort"] for words in found["words"]] == ["thought", "idea", "concern"]
    assert (found["read_back"], found["seconds"]) == (True, 2700)
    with pikepdf.open(pdf) as document:
        assert document.Root.MarkInfo.Marked
    run("agree", CODE, "--pdf", str(pdf), exits=7)
    run("review", "veto", CODE, "2", "--lift")
    assert "not this clip" not in run("review", "list", CODE).output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says", "exits"),
    [
        (["review", "begin", CODE, "--film", "20261122-1405-none"], "has no film", 2),
        (["review", "begin", CODE, "--film", FILM, "--clip", "9"], "no such clip", 2),
        (["review", "words", CODE, "--thought", "x"], "no such shared review", 2),
        (["review", "end", CODE], "no such shared review", 2),
        (["agree", CODE, "--next", "x"], "no such shared review", 2),
        (["review", "list", "K-99"], "There is no case", 2),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run: Run, words: list[str], says: str, exits: int) -> None:
    assert says in run(*words, exits=exits).output
