"""What a person settles: a backup of the keyring is renewed, or the erasure goes on without a copy."""

from pathlib import Path

from desk.completion import plans
from desk.completion.plan import Erasure, KnownCopy
from desk.completion.sentences import is_film
from desk.completion.steps import erasing
from desk.errors import BackupUnusable, NotSuchCopy
from desk.keyring.backups import back_up, read_backup
from desk.unlocked import Desk
from desk.writing import now
from sealed.age.scrypt import WORK_FACTOR
from sealed.papers.erasure_certificate import Place


def renew_backup(desk: Desk, plan: Erasure, name: str, passphrase: str, work_factor: int = WORK_FACTOR) -> Erasure:
    """Write a listed backup anew, without the key that was destroyed, under the passphrase that it has.

    It is the one that lies there now, which its id tells: two sticks may be plugged in at one path in turn.

    Raises NotSuchCopy, BackupUnusable, PassphraseWrong, NotWritten: the backup is as it was then.
    """
    with erasing(desk):
        plan = plans.erasure(desk, plan.id)
        asked, named = _copy(plan, "backup", name), desk.keys.now().named_backups()
        if plan.destroyed is None:
            raise NotSuchCopy(what=f"{name}, since the key is not destroyed yet")
        path = Path(named[asked.name].path)
        old = read_backup(path, passphrase)
        if old.desk != desk.name or old.sequence > desk.keys.now().sequence:
            raise BackupUnusable(cause=f"{path} is not one of this desk's keyring")
        there = next((other for other, each in named.items() if each.id == old.copy), None)
        if there is None:
            raise BackupUnusable(cause=f"{path} is not one that this desk knows of")
        copy = _copy(plan, "backup", there)
        back_up(desk.keys, path, passphrase, now(), work_factor)
        return plans.keep(desk, plan.with_copy(copy.now(state="removed", when=now(), readable=False)))


def go_on_without(desk: Desk, plan: Erasure, place: Place, name: str) -> Erasure:
    """Settle a copy that cannot be reached: the certificate names it. Raises NotSuchCopy, NotWritten."""
    with erasing(desk):
        plan = plans.erasure(desk, plan.id)
        copy = _copy(plan, place, name)
        return plans.keep(desk, plan.with_copy(copy.now(state="left", when=now(), trouble=copy.trouble)))


def _copy(plan: Erasure, place: Place, name: str) -> KnownCopy:
    """One that still waits; of what is on this desk, only a film that cannot be sealed anew can be given up."""
    found = next((each for each in plan.of(place) if each.name == name and not each.settled), None)
    if found is None or (place == "desk" and not is_film(found)):
        raise NotSuchCopy(what=name)
    return found
