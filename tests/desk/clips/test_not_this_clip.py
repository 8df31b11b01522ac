"""A clip to which the family said "not this clip" leaves the desk in no way: each is tried, no new one forgotten."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.cases.case import Case, Clip, Still
from desk.cases.events import AnyEvent, ClipAdded, ClipChanged, ClipChanges, ClipRemoved, Saved, StillKept, Undone
from desk.cases.review_events import ClipVetoed, VetoLifted
from desk.cases.reviews import Veto
from desk.handover.errors import ClipUnwanted
from desk.handover.rules import CopyRequest, check
from desk.packs.errors import NotWanted
from desk.packs.make import chosen
from desk.unlocked import Desk
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desks import PASSPHRASE
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

PROJECT = Path(__file__).parents[3]
DAY = date(2026, 12, 3)
WANTED, UNWANTED = "she waits for him", "Zaunkoenig looks away"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(4 * PER_SEGMENT)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reel: Reel) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    desk = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=4)
    lay(desk, reel)
    for number, title in enumerate((UNWANTED, WANTED), 1):
        at = number * 10**9
        desk.append(CODE, ClipAdded(id=f"{number:016x}", film=FILM, title=title, start_ns=at, end_ns=at + 400_000_000))
    return desk


@pytest.fixture
def run(tmp_path: Path, desk: Desk) -> Run:
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    options = ["--desk", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / "passphrase")]

    def run(*words: str, exits: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        return ran

    return run


def vetoed(desk: Desk) -> Clip:
    clip = desk.case(CODE).clips[0]
    desk.append(CODE, ClipVetoed(clip=clip.id, voice="parent", day=DAY))
    return clip


@pytest.mark.slow
def test_no_command_writes_it(run: Run, desk: Desk, tmp_path: Path) -> None:
    vetoed(desk)
    out = tmp_path / "out"
    run("clip", "export", FILM, "-o", str(out))
    assert [path.name for path in out.iterdir()] == [f"{FILM}-clip-2.mp4"]
    assert "not this clip" in run("clip", "export", FILM, "-o", str(out), "--clip", "1", "--force", exits=7).output
    for kind in ("vtt", "eaf", "csv"):
        written = run("export", FILM, "--format", kind, "-o", "-").output
        assert WANTED in written
        assert UNWANTED not in written, kind


@pytest.mark.slow
def test_it_stays_in_the_list_and_can_be_wanted_again(run: Run, desk: Desk, tmp_path: Path) -> None:
    clip = vetoed(desk)
    assert f"{UNWANTED}  – not this clip" in run("clip", "list", FILM).output  # noqa: RUF001
    assert [each["vetoed"] for each in json.loads(run("clip", "list", FILM, "--json").output)] == [True, False]
    desk.append(CODE, VetoLifted(clip=clip.id, voice="parent", day=DAY))
    run("clip", "export", FILM, "-o", str(tmp_path / "out"), "--clip", "1")


def test_a_still_out_of_it_leaves_no_more_than_the_clip(desk: Desk) -> None:
    clip = vetoed(desk)
    for number, at in enumerate((clip.start_ns, clip.end_ns - 1, clip.end_ns)):
        desk.append(CODE, StillKept(id=f"{number:016x}", film=FILM, at_ns=at))
    assert [still.at_ns for still in desk.case(CODE).shown_stills] == [clip.end_ns]


REMOVALS: dict[str, AnyEvent | None] = {
    "removed": ClipRemoved(id=f"{1:016x}"),
    "made shorter": ClipChanged(id=f"{1:016x}", changes=ClipChanges(start_ns=10**9 + 300_000_000)),
    "undone": None,
}


@pytest.mark.parametrize("how", REMOVALS)
def test_it_stays_unwanted_when_the_clip_is_gone(desk: Desk, how: str) -> None:
    """Whoever tidies up what the family does not want must not make it fit to be given."""
    clip = vetoed(desk)
    desk.append(CODE, StillKept(id="c" * 16, film=FILM, at_ns=clip.start_ns))
    event = REMOVALS[how]
    desk.append(CODE, event or Undone(event=next(each.n for each in desk.events(CODE) if is_making(each, clip))))
    case = desk.case(CODE)
    assert case.shown_stills == ()
    with pytest.raises(ClipUnwanted):
        check(case, CopyRequest("parent", ("parent",), (), ("c" * 16,)), DAY)
    with pytest.raises(NotWanted):
        chosen(case, [FILM], [])


def is_making(saved: Saved, clip: Clip) -> bool:
    return isinstance(saved.event, ClipAdded) and saved.event.id == clip.id


def test_the_same_pictures_in_a_new_clip_are_not_wanted_either(desk: Desk) -> None:
    clip = vetoed(desk)
    desk.append(CODE, ClipRemoved(id=clip.id))
    desk.append(CODE, ClipAdded(id="d" * 16, film=FILM, start_ns=clip.start_ns - 1, end_ns=clip.start_ns + 10**8))
    assert [each.id for each in desk.case(CODE).shown_clips] == [f"{2:016x}"]
    desk.append(CODE, VetoLifted(clip="d" * 16, voice="parent", day=DAY))
    assert [each.id for each in desk.case(CODE).shown_clips] == [f"{2:016x}", "d" * 16]
    assert desk.case(CODE).unwanted == ()


def test_an_undo_takes_a_veto_back_only_on_its_own_page(desk: Desk) -> None:
    vetoed(desk)
    desk.undo(CODE, FILM)
    assert not desk.case(CODE).vetoes


SHOW_TO_HER_ALONE = {
    "desk/cases": "the log, and what it folds to",
    "desk/player": "the practitioner's own page, where such a clip is crossed out",
    "desk/completion/inventory.py": "asks which copies may hold an erased film",
    "desk/commands/case": "lists what a case has",
    "desk/commands/clip.py": "lists them; its export refuses, as tried above",
    "desk/pages": "counts them",
    "desk/commands/pack.py": "counts what a pack holds",
    "desk/commands/review.py": "lists a review's own, and marks those",
    "desk/handover/rules.py": "refuses those, and stills out of them: ClipUnwanted",
    "desk/packs/make.py": "refuses those: NotWanted",
    "desk/packs/notes.py": "the clips that a colleague made at her own desk",
    "desk/packs/packing.py": "leaves those out",
    "desk/paper/of_case.py": "asks whether anybody is left out of what was given",
    "desk/review/answers.py": "the practitioner's window, which crosses it out; the family's asks saving.shown",
    "desk/review/blueprint.py": "lists them, and lets nobody choose such a clip",
}
"""Who may look at all clips of a case. What shows or gives them to others uses `shown_clips`."""
ALL_CLIPS = re.compile(r"\bclips_of\(|\b(?:case|found|each|folded)\.clips\b|\.stills_of\(|\b(?:case|found)\.stills\b")


def test_nothing_new_reads_the_clips_that_nobody_wants() -> None:
    readers = {
        str(path.relative_to(PROJECT))
        for path in sorted((PROJECT / "desk").rglob("*.py"))
        if ALL_CLIPS.search(path.read_text("utf-8"))
    }
    unknown = {name for name in readers if not any(name.startswith(known) for known in SHOW_TO_HER_ALONE)}
    assert unknown == set(), "use case.shown_clips and case.shown_stills, or say here why not"


def test_clips_that_are_shown_are_all_but_those() -> None:
    clips = tuple(Clip(id=digit * 16, film=FILM, start_ns=0, end_ns=10) for digit in "ab")
    case = Case(code=CODE, clips=clips, vetoes=(Veto(clip="a" * 16, voice="partner", day=DAY),))
    assert case.shown_clips == clips[1:]
    assert case.shown_stills == ()
    assert Case(code=CODE, clips=clips, stills=(Still(id="c" * 16, film=FILM, at_ns=5),)).shown_stills
