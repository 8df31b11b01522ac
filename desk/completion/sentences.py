"""What the pages say of copies and their fates."""

from design.language import _, later
from desk.completion.certify import fate, key_kept
from desk.completion.plan import Erasure, KnownCopy
from sealed.film.facts import FILM_ID

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
    return said if copy.place == "desk" and not is_film(copy) else f"{said}: {copy.name}"


def is_film(copy: KnownCopy) -> bool:
    """Whether it is a film at the desk, apart from the desk as a whole: it could not be sealed anew."""
    return copy.place == "desk" and FILM_ID.fullmatch(copy.name) is not None


def before(copy: KnownCopy) -> str:
    """What will happen to a copy."""
    if copy.place == "source" and copy.readable:
        return _("This desk does not reach it. A film that was made without a case card opens there with its own key.")
    if copy.place == "stick" and copy.state == "removed":
        return str(FATES["removed"])
    if copy.place == "stick" and copy.trouble:
        return _("It was broken off. If the stick is here, remove the copy from it first, on the page of the copy.")
    return str(BEFORE[copy.place])


def now_of(plan: Erasure, copy: KnownCopy) -> str:
    """What became of a copy until now."""
    if copy.place == "backup" and not copy.settled:
        return _("Holds the key still")
    if is_film(copy) and not copy.settled:
        return _("Damaged: it cannot be sealed to the new key.")
    if fate(plan, copy) == "not yet" and copy.state == "asked":
        return _("Asked to remove it, and to use the new card. It has not answered yet.")
    if fate(plan, copy) == "unreadable" and key_kept(plan):
        return _("Not removed yet. It opens only with the backup of the keyring that still holds the key.")
    return str(FATES[fate(plan, copy)])


def state(plan: Erasure) -> str:
    """Where the erasure is."""
    if plan.finished:
        return _("All of it is done.")
    if plan.destroyed and key_kept(plan):
        return _("The key is destroyed here. A backup of the keyring that is listed below still holds it.")
    if plan.destroyed:
        return _("The key is destroyed: nothing of it can be opened any more. What is listed below waits.")
    if plan.film:
        return _("Deleted, not yet unreadable: its key is destroyed once nothing else needs it.")
    return _("It has begun, and goes on.")


def awaited(plan: Erasure) -> list[str]:
    """What must come before the key of one film can be destroyed."""
    if plan.film is None or plan.destroyed:
        return []
    boxes = [copy.name for copy in plan.of("box") if not copy.settled]
    here = [copy.name for copy in plan.of("desk") if not copy.settled and is_film(copy)]
    said = [_("The box {} goes by the new card, and has nothing left under the old key.").format(box) for box in boxes]
    said += [_("The film {} is damaged here. Restore its folder from a backup.").format(film) for film in here]
    if not plan.ready and not plan.gathered and any(not copy.settled for copy in plan.of("store")):
        said.append(_("The store can be read, and every film of the case that waits there is taken in."))
    return said


NOBODY = later("Say who asks for it.")
HOLD_GONE = later("This hold does not stand any more: it was lifted in another window, or by a command.")
NO_REASON = later("Say why it is kept: the law, or the safety of somebody.")
