"""The line by which boxes know this desk, for their list of desks (docs/format.md, "The list of signers")."""

from desk.unlocked import Desk
from sealed.papers import case_paper, desk_receipt, erasure_certificate, store_tag, wipe_request
from sealed.ssh import sshsig


def signer_line(desk: Desk) -> str:
    """The desk's name, what it may sign, and its public key."""
    may = ",".join(
        paper.NAMESPACE for paper in (case_paper, wipe_request, desk_receipt, store_tag, erasure_certificate)
    )
    return f'{desk.name} namespaces="{may}" {sshsig.key_line(sshsig.public_bytes(desk.signer))}'
