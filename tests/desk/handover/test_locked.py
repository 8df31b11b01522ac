"""A desk that is locked while it writes a copy: the case knows what became of it."""

from pathlib import Path

import pytest

from desk.completion.rekey import destroy_former, give_new_key, keys_of, seal_all
from desk.errors import DeskLocked
from desk.handover.give import put
from tests.desk.handover.test_killed import ASKED, CODE, FILES, TODAY, lay_small_case
from tests.support.desks import at_desk
from tests.support.small_films import FILM, contents


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay_small_case(tmp_path)
    return tmp_path


@pytest.mark.parametrize("step", ["writing", "reading"])
def test_a_lock_in_the_middle_leaves_nothing_and_is_noted_as_that(root: Path, stick: Path, step: str) -> None:
    desk = at_desk(root)

    def lock(now: str, _done: int, _total: int) -> None:
        if now == step:
            desk.lock()
        desk.keys.now()

    with pytest.raises(DeskLocked):
        put(desk, CODE, ASKED, FILES, stick, TODAY, lock)
    assert list(stick.iterdir()) == []
    assert [begun.state for begun in at_desk(root).case(CODE).begun_handovers] == ["cleared"]


def test_a_lock_after_the_last_byte_keeps_the_copy_and_the_record_of_it(root: Path, stick: Path) -> None:
    desk = at_desk(root)
    put(desk, CODE, ASKED, FILES, stick, TODAY, lambda step, done, total: desk.lock())
    (given,) = at_desk(root).case(CODE).handovers
    assert contents(stick / given.onto) == FILES


def test_a_key_that_is_new_meanwhile_is_no_lock(root: Path, stick: Path) -> None:
    desk = at_desk(root)

    def rekey(now: str, done: int, total: int) -> None:
        if (now, done) == ("reading", total):
            give_new_key(desk, CODE, keys_of(desk, CODE)[0])
            seal_all(desk, CODE)
            destroy_former(desk, CODE, {FILM})

    put(desk, CODE, ASKED, FILES, stick, TODAY, rekey)
    (given,) = at_desk(root).case(CODE).handovers
    assert contents(stick / given.onto) == FILES


def test_a_lock_while_the_case_ends_is_noted_nowhere(root: Path, stick: Path) -> None:
    desk, other = at_desk(root), at_desk(root)

    def end(_step: str, _done: int, _total: int) -> None:
        desk.lock()
        other.forget(CODE)
        desk.keys.now()

    with pytest.raises(DeskLocked):
        put(desk, CODE, ASKED, FILES, stick, TODAY, end)
    assert list(stick.iterdir()) == []
    assert not (root / "desk" / "cases" / CODE).exists()
