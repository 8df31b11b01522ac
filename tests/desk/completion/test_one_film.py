"""One film of three is deleted everywhere that is known; the two others open, and nothing is said that is not so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.cases.events import NoteWritten
from desk.completion import plans
from desk.completion.plan import Erasure
from desk.completion.settle import go_on_without
from desk.completion.steps import begin_case, begin_film, go_on
from desk.errors import CodeNotTyped, ErasureUnderWay, NoSuchErasure
from desk.opened import open_film
from sealed.papers.erasure_certificate import read_certificate
from stores.folder import FolderStore
from tests.support.desks import at_desk, clip
from tests.support.ended_case import BOX, CODE, FILMS, EndedCase

GONE, *OTHERS = FILMS


@pytest.fixture
def ended(tmp_path: Path) -> Iterator[EndedCase]:
    root = tmp_path / "all"
    (root / "store").mkdir(parents=True)
    yield EndedCase(root, FolderStore(root / "store"), (root / "store").as_uri())


def box_goes_along(ended: EndedCase) -> None:
    ended.box.fetch(ended.store)
    ended.box.report(ended.store)


def fates(ended: EndedCase, plan: Erasure) -> dict[str, str]:
    found = read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]
    return {copy.place: copy.fate for copy in found.copies}


def where(ended: EndedCase, film: str) -> set[str]:
    """In which places some of the film lies, but for copies of yesterday."""
    found = {path.relative_to(ended.home).parts for path in ended.home.rglob(f"*{film}*")}
    return {parts[0] for parts in found if parts[0] != "copies" and "certificates" not in parts}


def test_it_goes_everywhere_and_the_others_open(ended: EndedCase) -> None:
    desk = ended.desk
    desk.append(CODE, clip("1" * 16, GONE))
    desk.append(CODE, clip("2" * 16, OTHERS[0]))
    desk.append(CODE, NoteWritten(film=GONE, text="She waits"))
    desk.seal_for(CODE, f"peaks-{GONE}", b"a waveform")
    assert where(ended, GONE) == {"computer", "store", "box"}
    plan = go_on(desk, begin_film(desk, CODE, GONE, CODE))
    assert fates(ended, plan) == {"desk": "removed", "store": "not yet", "box": "readable"}, "a box may bring it again"
    assert not plan.finished
    box_goes_along(ended)
    plan = go_on(at_desk(ended.computer), plan)
    assert plan.finished
    assert fates(ended, plan) == {"desk": "removed", "store": "removed", "box": "confirmed"}
    assert where(ended, GONE) - {"box"} == set()
    assert ended.box.shelf.ids() == list(OTHERS)
    case = at_desk(ended.computer).case(CODE)
    assert ([film.film for film in case.films], case.erased) == (list(OTHERS), (GONE,))
    assert ([each.id for each in case.clips], case.film_notes) == (["2" * 16], {})
    for film in OTHERS:
        assert open_film(desk, CODE, film).facts.film == film
    found = read_certificate(desk.folder.certificates / f"{plan.id}.json")[0]
    assert (found.what, found.destroyed, [each.film for each in found.films]) == ("film", None, [GONE])
    assert "The key is not destroyed" in found.method


def test_a_copy_that_nobody_knew_opens_until_the_case_is_completed(ended: EndedCase) -> None:
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE))
    box_goes_along(ended)
    assert go_on(ended.desk, plan).finished
    assert [name for name in ended.opens() if GONE in name], "deleted, not yet unreadable"
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    box_goes_along(ended)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    assert GONE in [film.film for film in plan.films]
    assert not [name for name in ended.opens() if "practice.age" not in name]


def test_it_takes_the_code_and_waits_for_no_other(ended: EndedCase) -> None:
    with pytest.raises(CodeNotTyped):
        begin_film(ended.desk, CODE, GONE, "")
    with pytest.raises(NoSuchErasure):
        begin_film(ended.desk, CODE, "20200101-0000-zzzz", CODE)
    plan = begin_film(ended.desk, CODE, GONE, CODE)
    assert begin_film(ended.desk, CODE, GONE, "") == plan
    with pytest.raises(ErasureUnderWay):
        begin_film(ended.desk, CODE, OTHERS[0], CODE)
    with pytest.raises(ErasureUnderWay):
        begin_case(ended.desk, CODE, CODE)
    plan = go_on(ended.desk, go_on_without(ended.desk, plan, "box", BOX))
    assert plan.finished
    assert fates(ended, plan)["box"] == "readable"
    assert plans.open_erasures(ended.desk) == []


def test_the_store_is_away_and_comes_back(ended: EndedCase) -> None:
    (ended.home / "store").rename(ended.home / "away")
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, GONE, CODE))
    assert fates(ended, plan) == {"desk": "removed", "store": "readable", "box": "readable"}
    (ended.home / "away").rename(ended.home / "store")
    go_on(ended.desk, plan)
    box_goes_along(ended)
    assert go_on(at_desk(ended.computer), plan).finished
    assert not (ended.home / "store" / GONE).exists()
