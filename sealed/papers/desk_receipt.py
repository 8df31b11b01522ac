"""A receipt from a desk: the desk that imports a bundle proves with its signature that it has every byte."""

from datetime import UTC, datetime
from pathlib import Path

from sealed.errors import ReceiptError, SignatureError, SignersError
from sealed.papers.receipt import Receipt, decode
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from sealed.strict import Strict

NAMESPACE = "attune-desk-receipt"
"""Not the box's own: else a stolen box's key, or the box itself, could sign as a desk."""


class DeskReceipt(Strict, frozen=True, forbid_unknown_fields=True):
    """`receipt` is the receipt's JSON as it was signed, `signature` an armored SSHSIG over it (attune-desk-receipt)."""

    receipt: str
    signature: str


def check(paper: DeskReceipt, desks: Path) -> tuple[Receipt, str]:
    """The receipt, and the name of the desk that signed it, out of the list of signers `desks`. Raises ReceiptError."""
    body = paper.receipt.encode()
    try:
        signature = sshsig.parse(paper.signature.encode())
        signature.verify(body, NAMESPACE)
    except SignatureError as error:
        raise ReceiptError(f"The receipt's signature is not good: {error.cause}") from error
    try:
        name = Signers.read(desks).name(signature.key, NAMESPACE, datetime.now(UTC))
    except SignersError as error:
        raise ReceiptError(f"This box cannot tell which desks it may believe: {error}") from error
    if name is None:
        who = sshsig.fingerprint(signature.key)
        raise ReceiptError(f"The receipt is signed by {who}, which is no desk that this box knows. Ask IT.")
    return decode(body), name
