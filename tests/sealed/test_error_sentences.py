"""Every error's sentence: a class attribute, so that `python -OO`, which empties docstrings, leaves it whole."""

import subprocess
import sys

import pytest

from sealed.age import errors as age_errors
from sealed.errors import AttuneError, Damaged
from stores import errors as store_errors
from stores.errors import StoreAway


def tree(kind: type[AttuneError]) -> list[type[AttuneError]]:
    return [kind, *(child for direct in kind.__subclasses__() for child in tree(direct))]


@pytest.mark.parametrize("kind", tree(AttuneError), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_each_has_a_sentence_that_ends(kind: type[AttuneError]) -> None:
    first = kind.sentence.lstrip("“")[0]
    assert first.isupper() or first == "{"
    assert kind.sentence.endswith((".", "`"))


@pytest.mark.parametrize("module", [age_errors, store_errors])
def test_each_of_a_part_has_its_own(module: object) -> None:
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, AttuneError)]
    assert all("sentence" in vars(kind) for kind in kinds)
    assert len({kind.sentence for kind in kinds}) == len(kinds) > 5


def test_facts_fill_the_sentence_and_braces_in_them_stay() -> None:
    error = StoreAway(store="file:///{x}", cause="no route. None")
    assert str(error) == ("The store file:///{x} does not answer (no route. None). Connect it.")
    assert error.remedy == "Connect it."


def test_an_exact_cause_keeps_the_remedy() -> None:
    assert str(Damaged("init.mp4.age is {odd}.")) == (
        "init.mp4.age is {odd}. Copy it again from the box or the store, then verify it."
    )


def test_a_fact_that_was_forgotten_is_an_error() -> None:
    with pytest.raises(KeyError, match="cause"):
        StoreAway(store="x")


@pytest.mark.process
def test_sentences_survive_python_oo() -> None:
    program = (
        "from sealed.age.errors import NoKeyFits as No; from stores.errors import FilmGone as G; print(No(), G(film=1))"
    )
    ran = subprocess.run([sys.executable, "-OO", "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == f"{age_errors.NoKeyFits.sentence} The film 1 is no longer on the box."
