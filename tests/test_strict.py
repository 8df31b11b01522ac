"""What decoding refuses, the writer refuses: each type that is written into a film, a paper or settings."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec
import pytest

from sealed.film import journal
from sealed.strict import Strict
from tests.support.strict_samples import FILM, HASH, SAMPLES, TIME

MODULES = {type(sample).__module__ for sample in SAMPLES}
WRITERS: dict[type, Callable[[Any], object]] = {
    # A line is checked when it is written, by the chain that it joins: not each time that one is read.
    journal.Entry: lambda line: journal.decode(journal.encode(line)),
    journal.End: lambda line: journal.decode(journal.encode(line)),
}
LONG = "x" * 100_000
VALUES: list[Any] = [
    *("", " ", "x", "x" * 129, LONG, "\n", "a\n", "\x00", "\x1b[2J", "../..", "1/0", "25/1\n", "0"),
    *(TIME, TIME + "\n", "2026-02-31T00:00:00Z", "٢٠٢٦-11-22T14:05:09Z", HASH, HASH + "\n", FILM, FILM + "\n"),
    *(-1, 0, 1, 2, 9, 10, 2**31, 2**53, 2**63, 2**70, 0.5, -0.5, 1e300, None, True, (), ("",), (LONG,)),
]


def changed() -> Iterator[Any]:
    for sample in SAMPLES:
        for field in msgspec.structs.fields(type(sample)):
            yield pytest.param(sample, field, id=f"{type(sample).__name__}.{field.name}")


def refusal(work: Callable[[], object]) -> str | None:
    try:
        work()
    except (ValueError, TypeError, OverflowError, msgspec.MsgspecError) as error:
        return str(error) or repr(error)
    return None


@pytest.mark.parametrize(("sample", "field"), list(changed()))
def test_the_writer_refuses_what_the_reader_refuses(sample: msgspec.Struct, field: msgspec.structs.FieldInfo) -> None:
    kind = type(sample)
    given = {each.name: getattr(sample, each.name) for each in msgspec.structs.fields(kind)}
    written = msgspec.json.decode(msgspec.json.encode(sample))
    for value in VALUES:
        text = msgspec.json.encode(written | {field.encode_name: value})
        read = refusal(lambda text=text: msgspec.json.decode(text, type=kind))  # type: ignore[misc]

        def write(value: Any = value) -> None:
            made = kind(**given | {field.name: value})
            if kind in WRITERS:
                WRITERS[kind](made)

        assert (refusal(write) is None) == (read is None), (value if value != LONG else "long", read)


def test_every_type_has_its_sample() -> None:
    found = {
        kind
        for module in MODULES
        for _, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind.__module__ == module and not kind.__name__.startswith("_")
    }
    assert found - {type(sample) for sample in SAMPLES} == set()
    assert {kind for kind in found if not issubclass(kind, Strict)} == WRITERS.keys()


def test_what_may_be_left_out_may_stand_before_what_has_a_default() -> None:
    class Asked(Strict, frozen=True, kw_only=True):
        clip: str | msgspec.UnsetType = msgspec.UNSET
        step: Literal[-1, 0, 1] = 0

    assert (Asked().clip, Asked(clip="a").step) == (msgspec.UNSET, 0)
    with pytest.raises(ValueError, match="step"):
        Asked(step=5)  # type: ignore[arg-type]
