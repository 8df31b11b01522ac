"""Errors speak to a person: the cause, then what to do."""

import pytest

from sealed.age import errors


def tree(top: type[errors.AgeError]) -> list[type[errors.AgeError]]:
    return [top, *(below for child in top.__subclasses__() for below in tree(child))]


@pytest.mark.parametrize("error", [error for error in tree(errors.AgeError) if error is not errors.AgeError])
def test_says_the_cause_then_what_to_do(error: type[errors.AgeError]) -> None:
    sentence = str(error())
    assert sentence.count(". ") + sentence.count(": ") >= 1, "a cause, then what to do"
    assert sentence.endswith(".")
    assert "\n" not in sentence
    cause, _, remedy = sentence.partition(". ")
    assert str(error("line 3")) == f"{cause.removesuffix('.')} (line 3). {remedy}".strip()


def test_the_tree_at_the_top_of_the_module_is_true() -> None:
    drawn = [line.strip("│├└─ ") for line in (errors.__doc__ or "").splitlines() if line == "AgeError" or "── " in line]
    assert drawn == [error.__name__ for error in tree(errors.AgeError)]
