"""What can keep a film from its store. An error's docstring is the sentence that a person reads.

CourierError
├── passing: tried again, with pauses that grow
│   ├── StoreAway        ├── NotProven
│   ├── StoreFull        ├── CardUnreadable
│   ├── ClockWrong       └── StillFilming
└── lasting: somebody has to do something
    ├── BadStore         ├── StoreRefuses
    ├── NoCredential     ├── HostKeyChanged
    ├── Taken            ├── BoxDamaged
    └── FilmGone
"""


class CourierError(Exception):
    """The film could not be brought to the store."""

    passing = True

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__((type(self).__doc__ or "").format(**facts))


class StoreAway(CourierError):
    """The store {store} does not answer ({cause}). Connect it; the box tries again by itself."""


class StoreFull(CourierError):
    """The store {store} is full ({cause}). Make room there; the box tries again by itself."""


class ClockWrong(CourierError):
    """The store {store} says that the box's clock is wrong ({cause}). Let the network or a phone set it."""


class NotProven(CourierError):
    """The store {store} gave back {name} with other bytes than were sent, twice. Do not trust it: check its disk."""


class CardUnreadable(CourierError):
    """The box cannot read {name} of the film ({cause}). Do not wipe this film; have the card looked at."""


class StillFilming(CourierError):
    """The film {film} is not closed yet. It is copied when it is."""


class BadStore(CourierError):
    """The store's address {url} is wrong: {cause}."""

    passing = False


class NoCredential(CourierError):
    """The store {store} needs {name}, but {cause}. See docs/stores.md for what to put where."""

    passing = False


class StoreRefuses(CourierError):
    """The store {store} refuses to be written to ({cause}). Check its settings and its permissions."""

    passing = False


class HostKeyChanged(CourierError):
    """The store {store} is not the one that was pinned ({cause}). Send it nothing: ask IT what was changed there."""

    passing = False


class Taken(CourierError):
    """The store {store} has something else under the name {film}. Nothing there was touched; look at it by hand."""

    passing = False


class BoxDamaged(CourierError):
    """The box's own copy of {name} is damaged; the store {store} has it as it was recorded. Keep both, and ask IT."""

    passing = False


class FilmGone(CourierError):
    """The film {film} is no longer on the box."""

    passing = False


class Missing(Exception):
    """The store has no such object. Not for a person: the proof turns it into one of the above."""
