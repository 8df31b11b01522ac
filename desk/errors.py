"""What can go wrong at the desk. Age's and the film's own errors stand in sealed/age/errors.py and sealed/errors.py.

AttuneError
└── DeskError
    ├── NoDesk              ├── KeyringError            ├── CaseError           ├── FilmImportError
    ├── DeskExists          │   ├── KeyringDamaged      │   ├── BadCode         │   ├── NoFilmHere, NoStore
    ├── DeskUnusable        │   ├── PassphraseWrong     │   ├── NoSuchCase      │   ├── BundleUnreadable
    ├── DeskBusy            │   ├── PassphraseEmpty     │   ├── CaseExists      │   ├── FilmDiffers
    ├── DeskLocked          │   ├── NotThisComputer     │   ├── LogDamaged      │   └── NotLoose, FilmErasedHere
    ├── NotWritten          │   ├── SecretStoreRefuses  │   ├── NoCaseKey, CardTime
    │   └── FileThere       │   └── BackupUnusable      │   ├── ReadOnly, OnlyWatched, PackOver
    └── ErasureError        │                           │   ├── NothingToUndo, NothingToRedo
        ├── OnHold, HeldMeanwhile                       │   ├── NotThisClip
        ├── CodeNotTyped    │                           │   └── NoSuchReview, ReviewOver
        ├── NoSuchErasure, ErasureUnderWay, NotYourCase
        ├── KeyNotHere, NotSuchCopy, NoSuchCertificate
        └── PlanDamaged
"""

from sealed.errors import AttuneError


class DeskError(AttuneError):
    sentence = "The desk cannot do this."


class NoDesk(DeskError):
    sentence = "There is no desk in {folder}. Make one: `attune desk init`."


class DeskExists(DeskError):
    sentence = "There is a desk in {folder} already. Use it, or choose another folder."


class DeskUnusable(DeskError):
    sentence = "The desk's settings cannot be used: {cause}. Correct {path}, or restore it from a backup."


class DeskBusy(DeskError):
    sentence = "Another program is changing this desk. Wait until it is done, then try again."


class DeskLocked(DeskError):
    sentence = "The desk is locked. Unlock it with its passphrase."


class NotWritten(DeskError):
    sentence = "This was not saved: {cause}. Check the disk and its space, then do it again."


class FileThere(NotWritten):
    sentence = "{path} is there already, and was left as it is. Move it away, or choose another place."


class KeyringError(DeskError):
    sentence = "The desk's keyring cannot be used."


class KeyringDamaged(KeyringError):
    sentence = "The keyring is damaged ({cause}). Restore it from a backup: `attune desk restore`."


class PassphraseWrong(KeyringError):
    sentence = "The passphrase does not open the keyring. Type it again; capital letters and spaces count."


class PassphraseEmpty(KeyringError):
    sentence = "The passphrase is empty. Choose one that you can remember."


class NotThisComputer(KeyringError):
    sentence = (
        "This keyring does not belong to this computer and account: {cause}. "
        "Open it where it was made, or restore a backup here: `attune desk restore`."
    )


class SecretStoreRefuses(KeyringError):
    sentence = (
        "This computer's secret store did not give or take the desk's secret ({cause}). "
        "Unlock it (sign in, or open the keychain), then try again."
    )


class BackupUnusable(KeyringError):
    sentence = "The backup cannot be used: {cause}. Choose another."


class CaseError(DeskError):
    sentence = "The case cannot be used."


class BadCode(CaseError):
    sentence = (
        "“{code}” cannot be a case's code. Use 1 to 16 capital letters, digits and hyphens, as K-17; never a name."
    )


class NoSuchCase(CaseError):
    sentence = "There is no case {code} at this desk. `attune desk case list` shows those that there are."


class CaseExists(CaseError):
    sentence = "There is a case {code} already. Choose another code."


class LogDamaged(CaseError):
    sentence = "The notes of the case {code} are damaged: {cause}. Restore the folder {folder} from a backup."


class NoCaseKey(CaseError):
    sentence = (
        "The key of the case {code} is not in this keyring, and nothing of the case opens without it. "
        "Its key may be in a newer backup: restore that one."
    )


class ReadOnly(CaseError):
    sentence = (
        "This is a colleague's pack: what came with it cannot be changed. "
        "Write notes, or add clips of your own with a note."
    )


class OnlyWatched(CaseError):
    sentence = (
        "This is a colleague's pack: it may be watched here, and nothing of it is written out. Ask the colleague who "
        "sent it for what you need."
    )


class PackOver(CaseError):
    sentence = "This pack may be watched until {until} only. Erase it: `attune desk pack erase {code}`."


class CardTime(CaseError):
    sentence = "A case card cannot be good for {days} days. Choose from 1 to 3,660."


class NothingToUndo(CaseError):
    sentence = "There is nothing to undo."


class NothingToRedo(CaseError):
    sentence = "There is nothing to redo."


class NotThisClip(CaseError):
    sentence = "The family said “not this clip” to clip {number}. It is shown and given to nobody."


class NoSuchReview(CaseError):
    sentence = "The case {code} has no such shared review. `attune desk review list {code}` shows those that it has."


class ReviewOver(CaseError):
    sentence = "This shared review has ended. What was agreed can still be put right: `attune desk agree {code}`."


class FilmImportError(DeskError):
    sentence = "The film cannot be imported."


class NoFilmHere(FilmImportError):
    sentence = "There is no film in {path}. Name a film's folder, a folder of films, a box's bundle, or a store."


class NoStore(FilmImportError):
    sentence = "This desk has no store yet. Name one: `attune desk store ADDRESS`."


class BundleUnreadable(FilmImportError):
    sentence = "The bundle {path} is damaged ({cause}). Fetch it again from the box."


class FilmDiffers(FilmImportError):
    sentence = "Another copy of the film {film} is at the desk, and differs. Keep both, and ask IT which is whole."


class FilmErasedHere(FilmImportError):
    sentence = "The film {film} was erased, because the family asked. It is not taken in again."


class NotLoose(FilmImportError):
    sentence = "The film {film} is not one that waits for a case. `attune desk films` shows those that do."


class ErasureError(DeskError):
    sentence = "This cannot be erased."


class OnHold(ErasureError):
    sentence = (
        "Nothing was erased: {who} asked on {day} that this is kept ({why}). "
        "Lift the hold first, once whoever asked for it agrees."
    )


class HeldMeanwhile(ErasureError):
    sentence = (
        "Nothing more of this film is erased: {who} asked on {day} that it is kept ({why}). "
        "Lift the hold first, once whoever asked for it agrees; then go on."
    )


class CodeNotTyped(ErasureError):
    sentence = "Nothing was erased: what was typed is not the case's code. Type {code} to confirm."


class NoSuchErasure(ErasureError):
    sentence = "Nothing of {what} is being erased. `attune desk complete --list` shows what is."


class ErasureUnderWay(ErasureError):
    sentence = "Something of the case {code} is being erased already. Finish that first: `attune desk complete {code}`."


class NotYourCase(ErasureError):
    sentence = (
        "This is a colleague's pack. Erase it with a receipt for its sender: "
        "`attune desk pack erase {code} -o erased.json`, or on the pack's page."
    )


class KeyNotHere(ErasureError):
    sentence = (
        "The key that was to be destroyed is not in this keyring, and was never destroyed with it. "
        "Restore the keyring that the erasure began with, then go on."
    )


class NotSuchCopy(ErasureError):
    sentence = "There is no such copy to settle: {what}. Choose one that is listed and still waits."


class NoSuchCertificate(ErasureError):
    sentence = "There is no certificate {id} at this desk. Look for it in `attune desk certificate list`."


class PlanDamaged(ErasureError):
    sentence = "The plan of an erasure, {path}, is damaged ({cause}). Restore it from a backup of the desk's folder."
