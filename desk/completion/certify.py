"""From the plan to the certificate: each copy's fate in words that say what was done and no more."""

from pathlib import Path

from desk.completion.plan import Erasure, KnownCopy
from desk.unlocked import Desk
from desk.writing import now, writing
from sealed.durable import Folder, make_folder
from sealed.papers.erasure_certificate import CopyFate, ErasedFilm, ErasureCertificate, Fate, Place
from sealed.ssh import sshsig

METHOD = (
    "Each film was sealed to one key that only this desk had. That key was destroyed, and "
    "the secret of the computer that opened the keyring was replaced, so that no older copy of the keyring's file "
    "opens here. Without the key nothing that was sealed to it can be opened. Files were overwritten and removed."
)
RESEALED = (
    " A film that was made without a case card was first sealed to the desk's own key, which is not destroyed: a copy "
    "of it from then opens with that key."
)
KEPT = " A backup of the keyring that was not renewed, as is listed, still holds the key."
FILM_METHOD = (
    "The film was sealed to the case's key, which only this desk had. The family's other films, and what was noted "
    "apart from this film, were sealed anew to a new key. Then the old key was destroyed, and the secret of the "
    "computer that opened the keyring was replaced, so that no older copy of the keyring's file opens here. Without "
    "the key nothing that was sealed to it can be opened. Files were overwritten and removed."
)
NOT_DESTROYED = "The key is not destroyed yet: what was not removed can still be opened by this desk."
FILM_NOT_YET = (
    "The film is deleted, not yet unreadable. Its key is destroyed once the family's other films are sealed to a new "
    "one, and no box seals to the old one any more. Until then what was not removed, and what nobody knows of, can be "
    "opened with it."
)
CLOCK = (
    "All times are UTC, by the clock of the computer on which the desk runs; what a box confirmed, by the box's clock."
)
BEHIND = " That clock was behind the desk's own notes when this began; its times may be wrong."
OUTSIDE = (
    "What the family was given is the family's own. A colleague's pack opens with her key until her desk confirms that "
    "it is erased. A backup of the keyring that was not renewed still holds the key, and so does another computer on "
    "which a backup was restored before. Snapshots that a store or a computer makes without this program's knowledge, "
    "and worn-out blocks of flash, may hold sealed remains. What was removed from a stick lay there in the clear, and "
    "can perhaps be restored from it. A box that has not confirmed may still show the helping "
    "question and the agreed points that were sent to it. Clips, tables and papers that somebody exported or printed "
    "at this desk are not listed: it does not know where they are."
)
CHECKING = (
    "attune desk certificate verify FILE --signers LIST, or without our program: "
    "ssh-keygen -Y verify -f LIST -I {desk} -n attune-erasure -s FILE.sig < FILE. LIST is the service's list of desks."
)
COMPLAINTS = (
    "Ask the practitioner or the service. You may complain to the data protection authority; in the United Kingdom "
    "that is the Information Commissioner's Office."
)
WORDS: dict[Fate, str] = {
    "removed": "Removed; nothing of it was found afterwards.",
    "confirmed": "Removed, as was confirmed under a signature.",
    "asked": "Asked to remove it; not confirmed.",
    "unreadable": "Not removed, or not known to be.",
    "renewed": "Written anew without the key.",
    "outside": "Outside this desk's reach.",
    "readable": "Not removed, and a key that still exists opens it.",
    "not yet": "Not removed yet, nor is the key destroyed that opens it.",
}
SHUT = " What is there cannot be opened."
BUT_FOR_A_BACKUP = " What is there opens only with the backup of the keyring that still holds the key."
UNSEEN = "What it lists was removed. This kind of store does not tell of earlier versions."
UNSEEN_OPENS = UNSEEN + " One that it kept would open with a key that still exists."
UNSEEN_AT = ("az://", "gs://")
BY_OTHERS: dict[Place, Fate] = {"box": "confirmed", "pack": "confirmed", "backup": "renewed"}


def write_certificate(desk: Desk, plan: Erasure) -> Path:
    """Sign the certificate of what was done until now, in place of an earlier one of the erasure. Raises NotWritten."""
    folder = desk.folder.certificates
    with desk.folder.lock, writing():
        make_folder(folder, desk.folder.disk)
        with Folder(folder, desk.folder.disk) as files:
            return certificate(desk, plan).write(folder, desk.signer, files)


def certificate(desk: Desk, plan: Erasure) -> ErasureCertificate:
    """What the plan says was done."""
    return ErasureCertificate(
        id=plan.id,
        final=plan.finished,
        what="case" if plan.film is None else "film",
        why=plan.why,
        films=tuple(ErasedFilm(each.film, each.day.isoformat() if each.day else None) for each in plan.films),
        key=plan.key,
        destroyed=plan.destroyed,
        issued=now(),
        desk=desk.name,
        signer=sshsig.key_line(sshsig.public_bytes(desk.signer)),
        copies=tuple(_fate_of(plan, copy) for copy in plan.copies),
        method=_method(plan),
        clock=CLOCK + (BEHIND if plan.latest > plan.begun else ""),
        outside=OUTSIDE,
        checking=CHECKING.format(desk=desk.name),
        complaints=COMPLAINTS,
    )


def fate(plan: Erasure, copy: KnownCopy) -> Fate:
    """What became of a copy, as far as this desk knows."""
    if copy.readable:
        return "outside" if copy.settled and copy.place in ("stick", "pack", "backup") else "readable"
    if copy.state == "removed":
        return BY_OTHERS.get(copy.place, "removed")
    if plan.destroyed is None:
        return "not yet"
    return "asked" if copy.papers else "unreadable"


def _method(plan: Erasure) -> str:
    if plan.destroyed:
        return (
            (METHOD if plan.film is None else FILM_METHOD)
            + (RESEALED if plan.resealed_from else "")
            + (KEPT if key_kept(plan) else "")
        )
    return NOT_DESTROYED if plan.film is None else FILM_NOT_YET


def _fate_of(plan: Erasure, copy: KnownCopy) -> CopyFate:
    found = fate(plan, copy)
    words = WORDS[found]
    if copy.place == "store" and found == "removed" and copy.name.startswith(UNSEEN_AT):
        opens = plan.destroyed is None or plan.resealed_from
        found, words = ("readable", UNSEEN_OPENS) if opens else ("unreadable", UNSEEN)
    if found in ("asked", "unreadable"):
        words += BUT_FOR_A_BACKUP if key_kept(plan) else SHUT
    return CopyFate(
        place=copy.place,
        name=_name(plan, copy),
        fate=found,
        when=copy.when,
        objects=copy.objects or None,
        words=words,
    )


def _name(plan: Erasure, copy: KnownCopy) -> str:
    """Without a path of a computer: it may hold somebody's name."""
    if copy.place == "backup":
        return f"backup {plan.of(copy.place).index(copy) + 1} of the keyring"
    return "a folder" if copy.name.startswith("file:") else copy.name


def key_kept(plan: Erasure) -> bool:
    """Whether a backup may still hold the key."""
    return any(copy.state != "removed" for copy in plan.of("backup"))
