"""What can keep a film from its store.

CourierError
├── passing: tried again, with pauses that grow
│   ├── StoreAway        ├── NotProven
│   ├── StoreFull        ├── CardUnreadable
│   ├── ClockWrong       └── NotClosed
├── NoSuchObject: whoever reads back finds out; for case cards an everyday answer
└── lasting: somebody has to do something
    ├── BadStore         ├── StoreRefuses
    ├── NoCredential     ├── HostKeyChanged
    ├── Taken            ├── BoxDamaged
    └── FilmGone
"""

from sealed.errors import AttuneError


class CourierError(AttuneError):
    sentence = "The film could not be brought to the store."
    passing = True


class StoreAway(CourierError):
    sentence = "The store {store} does not answer ({cause}). Connect it; the box tries again by itself."


class StoreFull(CourierError):
    sentence = "The store {store} is full ({cause}). Make room there; the box tries again by itself."


class ClockWrong(CourierError):
    sentence = "The store {store} says that the box's clock is wrong ({cause}). Let the network or a phone set it."


class NotProven(CourierError):
    sentence = (
        "The store {store} gave back {name} with other bytes than were sent, twice. Do not trust it: check its disk."
    )


class CardUnreadable(CourierError):
    sentence = "The box cannot read {name} of the film ({cause}). Do not wipe this film; have the card looked at."


class NotClosed(CourierError):
    sentence = "The film {film} is not closed yet. It is copied when it is."


class BadStore(CourierError):
    sentence = "The store's address {url} is wrong: {cause}."
    passing = False


class NoCredential(CourierError):
    sentence = "The store {store} needs {name}, but {cause}. See docs/stores.md for what to put where."
    passing = False


class StoreRefuses(CourierError):
    sentence = "The store {store} refuses to be written to ({cause}). Check its settings and its permissions."
    passing = False


class HostKeyChanged(CourierError):
    sentence = (
        "The store {store} is not the one that was pinned ({cause}). Send it nothing: ask IT what was changed there."
    )
    passing = False


class Taken(CourierError):
    sentence = (
        "The store {store} has something else under the name {film}. Nothing there was touched; look at it by hand."
    )
    passing = False


class BoxDamaged(CourierError):
    sentence = (
        "The box's own copy of {name} is damaged; the store {store} has it as it was recorded. Keep both, and ask IT."
    )
    passing = False


class FilmGone(CourierError):
    sentence = "The film {film} is no longer on the box."
    passing = False


class NoSuchObject(CourierError):
    sentence = "The store {store} has no object {name}. Sync the film again."
