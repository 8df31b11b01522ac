"""What can go wrong with a pack. What a colleague's desk refuses of an opened one stands in desk/errors.py.

DeskError
└── PackError
    ├── NotColleague       ├── NoSuchConsent      ├── PackDamaged
    ├── ColleaguesChanged  ├── ConsentOver        ├── NotForThisDesk
    ├── KeyUsed            ├── NotWanted          ├── PackErasedHere
    ├── PackPaperUnusable  ├── NothingToPack      ├── NoSuchPack
    └── FilmIdTaken        └── LastDayOver
"""

from desk.errors import DeskError


class PackError(DeskError):
    sentence = "The pack cannot be used."


class NotColleague(PackError):
    sentence = (
        "{what} is signed by the desk {name} ({fingerprint}), which is not on your list of colleagues. "
        "Ask your colleague to read this to you; if it is the same, add it: "
        "`attune desk pack colleagues --add '{name} {key}'`."
    )


class ColleaguesChanged(PackError):
    sentence = (
        "The list of colleagues was not written by this desk: somebody changed it. "
        "Remove the file {path}, and add your colleagues again."
    )


class KeyUsed(PackError):
    sentence = (
        "A pack was made to this key already, and erasing one would erase both. "
        "Ask your colleague for a new one: `attune desk pack key`."
    )


class PackPaperUnusable(PackError):
    sentence = "{path} cannot be used: {cause}. Ask for it again."


class NoSuchConsent(PackError):
    sentence = (
        "The family has not agreed to {purpose}, with a day on which that ends. "
        "If it has, note it: `attune desk case consent {code} {purpose} --until DAY`."
    )


class ConsentOver(PackError):
    sentence = "The family agreed to {purpose} until {until}, and {day} is later. Ask the family first."


class LastDayOver(PackError):
    sentence = "The pack could be watched until {day}, which is over. Choose a later day."


class NotWanted(PackError):
    sentence = "The family said “not this clip” to a part of {what}. Choose clips without that part."


class NothingToPack(PackError):
    sentence = "There is no {what} in the case {code}. `attune desk case show {code}` lists what there is."


class PackDamaged(PackError):
    sentence = "The pack {path} is damaged ({cause}). Ask for it again; nothing of it was kept."


class FilmIdTaken(PackError):
    sentence = (
        "The pack {path} holds a film with the id {film}, and this desk has another film with that id. "
        "Nothing was changed. Ask for the pack to be made again: its films then get new ids."
    )


class NotForThisDesk(PackError):
    sentence = "{path} is sealed to a key that this desk does not have. Open it at the desk that asked for it."


class PackErasedHere(PackError):
    sentence = "This pack was erased at this desk on {day}. Nobody can open it any more."


class NoSuchPack(PackError):
    sentence = "No pack of this desk belongs to {what}. It may be of a case that is complete, or of another desk."
