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
    sentence = "The receipt is malformed, or not signed by this box. Sync the film again."
    code = "bad-receipt"


class CardFailed(DeviceFault):
    sentence = (
        "The card failed while {film} was removed ({cause}). "
        "The box goes on with it when it starts again; if that does not help, have the card looked at."
    )
    code = "card-failed"


class NoReceipt(Refused):
    sentence = "The film {film} has no receipt: no store is known to have it. Sync it first."
    code = "no-receipt"


class ReceiptDoesNotCover(Refused):
    sentence = "The receipt does not cover every byte that is in the film's folder now. Sync the film again."
    code = "receipt-does-not-cover"


class NotAFilm(Refused):
    sentence = "The folder of {film} holds {name}, which no film holds. Move it elsewhere first."
    code = "not-a-film"


class UnknownStore(Refused):
    sentence = (
        "{store} is none of this box's stores. Add it to `stores` in the recorder's settings, or correct the courier's."
    )
    code = "unknown-store"
