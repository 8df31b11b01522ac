"""`attune desk paper`, and what it leaves on the disk: the PDF that was asked for, and nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.cases.events import ConsentGiven, ConsentRevoked, FilmImported, GoalRated, HelpingQuestion
from desk.cases.review_events import PointsAgreed, ReviewBegun
from desk.unlocked import Desk
from tests.support.desks import FILM, PASSPHRASE
from tests.support.pdf_ua import findings
from tests.support.pdfs import text
from tests.support.tracing import STRACE, touches

Paper = Callable[..., Result]
DAY = date(2026, 11, 26)
REVIEW = "0" * 16
SAID = "We laugh when it is over"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=4)
    made.open_case("K-17")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    return made


@pytest.fixture
def paper(desk: Desk, tmp_path: Path) -> Paper:
    def run(kind: str, *words: str, exits: int = 0) -> Result:
        options = ["--desk", str(desk.folder.root), "--passphrase-file", str(tmp_path / "passphrase")]
        ran = CliRunner().invoke(
            main, ["desk", "paper", kind, "K-17", "-o", str(tmp_path / f"{kind}.pdf"), *words, *options]
        )
        assert ran.exit_code == exits, (ran.output, ran.exception)
        return ran

    return run


def reviewed(desk: Desk) -> None:
    desk.append("K-17", HelpingQuestion(question="How do I calm her?"))
    desk.append("K-17", film())
    desk.append("K-17", ReviewBegun(id=REVIEW, films=(FILM,), clips=(), day=DAY))
    desk.append("K-17", PointsAgreed(review=REVIEW, strengths=(SAID,), next=("Wait longer",), read_back=True))
    desk.append("K-17", GoalRated(rating=6, day=DAY, goal="calm evenings", moment="end"))


def film() -> FilmImported:
    return FilmImported(
        film=FILM, started="2026-11-22T14:05:00Z", seconds=600, recorder="box-7", finding="complete", source="folder"
    )


@pytest.mark.slow
def test_writes_each_paper_of_a_case(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    reviewed(desk)
    desk.append("K-17", ConsentGiven(consent="supervision", day=DAY, until=date(2099, 1, 31)))
    desk.append("K-17", ConsentGiven(consent="training", day=DAY))
    desk.append("K-17", ConsentRevoked(consent="training", day=DAY))
    for kind, said in (
        ("consent", "31 January 2099"),
        ("agreed", SAID),
        ("summary", "at the end of a shared review: 6 of 10 (calm evenings)"),
    ):
        paper(kind, "--practitioner", "Anna Berg")
        data = (tmp_path / f"{kind}.pdf").read_bytes()
        assert findings(data) == []
        assert said in " ".join(text(data).split())
        assert "Anna Berg" in text(data)
    paper("consent", exits=7)
    paper("consent", "--force")


def test_says_what_is_not_there_yet(paper: Paper) -> None:
    assert "no shared review has agreed points" in paper("agreed", exits=7).output
    assert "the case has no film" in paper("summary", exits=7).output
    assert "the family was given no copy" in paper("letter", exits=7).output


def test_a_letterhead_out_of_form_is_said(desk: Desk, paper: Paper) -> None:
    (desk.folder.root / "papers").mkdir()
    (desk.folder.root / "papers/service.toml").write_text("name = 7\n")
    assert "service.toml" in paper("consent", exits=2).output
    (desk.folder.root / "papers/service.toml").write_text('logo = "logo.png"\n')
    (desk.folder.root / "papers/logo.png").write_text("no picture")
    assert "its logo cannot be drawn" in paper("consent", exits=2).output
    (desk.folder.root / "papers/consent_form.typ").write_text("#panic()")
    assert "The service's own template" in paper("consent", exits=2).output, "which the logo is not to blame for"


@pytest.mark.process
def test_a_paper_is_drawn_in_memory(tmp_path: Path) -> None:
    """What strace sees: nothing is written but to the pipe that asked, so no text of a family reaches a file."""
    careful = trace(tmp_path, "sys.stdout.buffer.write(pdf)")
    assert {where for where in careful if not where.startswith(("pipe:", "/dev/null"))} == set()
    assert str(tmp_path / "leak") in trace(tmp_path, "open(sys.argv[1], 'wb').write(pdf)")


def trace(tmp_path: Path, then: str) -> set[str]:
    script = f"""
import sys
from tests.support.some_papers import SERVICE, some_papers
from desk.paper.render import render
for paper in some_papers():
    pdf = render(paper, SERVICE)
{then}
"""
    log = tmp_path / "trace"
    command = [*STRACE, "-o", str(log), sys.executable, "-B", "-c", script, str(tmp_path / "leak")]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], timeout=120, env=env)
    return {touch.where for touch in touches(log) if touch.call != "execve"}
