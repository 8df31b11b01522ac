"""Every error of a store and of the way there is a sentence for a person."""

from stores.errors import CourierError


def test_every_error_says_what_happened_and_what_to_do() -> None:
    facts = {"store": "S", "cause": "C", "name": "N", "film": "F", "url": "U"}
    kinds = CourierError.__subclasses__()
    assert len(kinds) == 28
    for kind in kinds:
        sentence = str(kind(**facts))
        assert "{" not in sentence
        assert sentence.endswith((".", "!"))
