"""What can go wrong when copies are handed over.

DeskError
└── HandoverError
    ├── NothingChosen, NothingInClip, ClipUnwanted, NobodyConsents, NotConsented, NotWatched, NotWatchedThrough
    ├── BadCover, NoStick, NotAStick, StickUnsure, FileTooLarge
    ├── NoSuchHandover, NotOnStick
    └── StickFull, StickReadOnly, StickFails, StickDiffers: what is left on the stick, they say; NotRecorded
"""

from desk.errors import DeskError


class HandoverError(DeskError):
    sentence = "The copy cannot be made."


class NothingChosen(HandoverError):
    sentence = "Nothing is chosen. Choose a clip or a picture of this case."


class NothingInClip(HandoverError):
    sentence = "The film has no picture in “{name}”. Choose other times for it, or leave it out."


class ClipUnwanted(HandoverError):
    sentence = "The family does not want “{name}”. Leave it out, or lift their “not this clip” with them."


class NobodyConsents(HandoverError):
    sentence = "It is not said who consents to the copy. Ask everybody who may decide, and name them."


class NotConsented(HandoverError):
    sentence = "The case has no consent to {what} that counts today. Ask the family, and note it on the case's page."


class NotWatched(HandoverError):
    sentence = (
        "Nobody has watched “{name}” as the copy would show it now. Somebody is obscured or silenced in it: "
        "watch it through first, all of it."
    )


class NotWatchedThrough(HandoverError):
    sentence = "The copy was not watched to its end as it is now. Watch it through once more."


class BadCover(HandoverError):
    sentence = "This cannot be obscured or silenced: {cause}. Correct it, then try again."


class NoStick(HandoverError):
    sentence = "There is no stick at {folder}. Plug it in, or choose another folder."


class NotAStick(HandoverError):
    sentence = "{folder} is on this computer's own disk, where no film may lie in the clear. Choose a stick."


class StickUnsure(HandoverError):
    sentence = (
        "{folder} may not be a stick: {cause}. Nothing was written. "
        "Choose another, or look at it and confirm that it is the stick for the family (by command: --confirm-stick)."
    )


class FileTooLarge(HandoverError):
    sentence = "{name} would be larger than a stick for a television can hold (4 GB). Choose fewer or shorter clips."


class StickFull(HandoverError):
    sentence = "The stick has too little room: {needed} are needed, {free} are free. {left}Make room, or take another."


class StickReadOnly(HandoverError):
    sentence = "The stick cannot be written to. {left}Release its lock, or take another."


class StickFails(HandoverError):
    sentence = "The stick does not answer any more ({cause}). {left}Plug it in again, or take another, and begin anew."


class StickDiffers(HandoverError):
    sentence = "{name} was read back from the stick with other bytes. {left}The stick is worn out: take another."


class NotRecorded(HandoverError):
    sentence = (
        "The copy is on the stick, in {name}, but that could not be noted ({cause}): the case calls it broken off. "
        "Go on with it on the page of the copy, or remove it there."
    )


class NoSuchHandover(HandoverError):
    sentence = (
        "The case {code} has no copy {id} that was broken off. "
        "`attune desk handover show {code}` lists those that it has."
    )


class NotOnStick(HandoverError):
    sentence = (
        "There is no {name} at {folder}: it is another stick, or nothing of the copy is on it. Plug in the stick that "
        "was there then, or note that it is not here."
    )
