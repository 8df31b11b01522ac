"""What the pages say of copies and their fates."""

from design.language import _, later
from desk.completion.certify import fate, key_kept
from desk.completion.plan import Erasure, KnownCopy

PLACES = {
    "desk": later("This computer"),
    "store": later("The store"),
    "source": later("Where films came from"),
    "box": later("A box"),
    "stick": later("The family's own copy"),
    "pack": later("A colleague's pack"),
    "backup": later("A backup of the keyring"),
}
BEFORE = {
    "desk": later("Films, notes, clips and waveforms are overwritten and removed."),
    "store": later("The films are removed, with all earlier versions."),
    "source": later("This desk does not reach it. What is there cannot be opened any more."),
    "box": later("It is asked to remove its films, by a paper that it fetches from the store. Its card is revoked."),
    "stick": later("It is the family's. It stays."),
    "pack": later("It opens with the colleague's key until her desk confirms that it is erased."),
    "backup": later("It holds the key too. You write it anew with its passphrase, or say that you cannot."),
}
STOPPED = later("It stopped, and nothing is lost. Go on with it; if it stops again, show IT what the program printed.")
FATES = {
    "removed": later("Removed, and looked for afterwards"),
    "confirmed": later("Confirmed: removed"),
    "asked": later("Asked to remove it. It has not answered yet."),
    "unreadable": later("Cannot be opened any more. Not removed yet."),
    "renewed": later("Written anew without the key"),
    "outside": later("Outside our reach"),
    "readable": later("Still opens with a key that exists"),
    "not yet": later("Deleted, not yet unreadable"),
}


def place(copy: KnownCopy) -> str:
    """What kind of place, and its name where that says more."""
    said = str(PLACES[copy.place])
    return said if copy.place == "desk" else f"{said}: {copy.name}"


def before(copy: KnownCopy) -> str:
    """What will happen to a copy."""
    if copy.place == "source" and copy.readable:
        return _("This desk does not reach it. A film that was made without a case card opens there with its own key.")
    return str(BEFORE[copy.place])


def now_of(plan: Erasure, copy: KnownCopy) -> str:
    """What became of a copy until now."""
    if copy.place == "backup" and not copy.settled:
        return _("Holds the key still")
    if fate(plan, copy) == "unreadable" and key_kept(plan):
        return _("Not removed yet. It opens only with the backup of the keyring that still holds the key.")
    return str(FATES[fate(plan, copy)])


def state(plan: Erasure) -> str:
    """Where the erasure is."""
    if plan.finished and plan.film is None:
        return _("All of it is done.")
    if plan.destroyed and key_kept(plan):
        return _("The key is destroyed here. A backup of the keyring that is listed below still holds it.")
    if plan.destroyed:
        return _("The key is destroyed: nothing of it can be opened any more. What is listed below waits.")
    if plan.film:
        return _("Deleted, not yet unreadable: its key opens the other films too, and goes when the case is completed.")
    return _("It has begun, and goes on.")


NOBODY = later("Say who asks for it.")
