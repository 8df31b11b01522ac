"""Why a film is not wiped, or a receipt not taken.

BoxError
├── NoSuchFilm (appliance.errors)
├── BadReceipt            what was handed over is no receipt of this box
├── CardFailed            the card failed while a film was removed from it
└── Refused (appliance.errors)
    ├── NoReceipt             nothing proves that a store has the film
    ├── ReceiptDoesNotCover   something proves it, but not for every byte that is here now
    ├── UnknownStore          the settings do not name the store
    └── NotAFilm              the folder holds what no film holds
"""

from appliance.errors import BadRequest, DeviceFault, Refused


class BadReceipt(BadRequest):
    """The receipt is malformed, or not signed by this box."""

    code = "bad-receipt"


class CardFailed(DeviceFault):
    """The card failed while the film was removed. The box goes on with it when it starts again."""

    code = "card-failed"


class NoReceipt(Refused):
    """The film has no receipt: no store is known to have it. Sync it first."""

    code = "no-receipt"


class ReceiptDoesNotCover(Refused):
    """The receipt does not cover every byte that is in the film's folder now. Sync the film again."""

    code = "receipt-does-not-cover"


class NotAFilm(Refused):
    """The film's folder holds something that no film holds. Look at it by hand."""

    code = "not-a-film"


class UnknownStore(Refused):
    """The store is none of this box's."""

    code = "unknown-store"
