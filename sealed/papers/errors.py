"""Why a box refuses a bundle or an update, IT a health report, and anybody an erasure certificate.

SealedError
├── CertificateError
├── ReportError
├── OfferError
└── BundleError
    ├── BundleDamaged       ├── BundleOfAnotherBox
    ├── BundleChanged       ├── BundleOld
    ├── BundleForeign       └── BundleTooNew
"""

from typing import ClassVar

from sealed.errors import SealedError


class ReportError(SealedError):
    sentence = "The health report cannot be believed. Look at the box itself."


class CertificateError(SealedError):
    sentence = "The erasure certificate cannot be believed. Ask the service for its own copy."


class OfferError(SealedError):
    sentence = "The offer of an update cannot be believed. Stage the update again."


class BundleError(SealedError):
    """`code` names the reason for programs: it stands in the box's status file and on its page."""

    sentence = "The bundle cannot be used. Write the box's bundle again."
    code: ClassVar[str] = "bundle"


class BundleDamaged(BundleError):
    sentence = "The bundle is damaged. Copy the box's whole attune-box folder again."
    code = "bundle-damaged"


class BundleChanged(BundleError):
    sentence = "The bundle was changed after it was signed. Copy the box's attune-box folder again, and change nothing."
    code = "bundle-changed"


class BundleForeign(BundleError):
    sentence = "The bundle is signed by another service than this box's own. Use a bundle of your own service."
    code = "bundle-foreign"


class BundleOfAnotherBox(BundleError):
    sentence = "The bundle is for another box. Use the bundle of the box whose name is on the label."
    code = "bundle-other-box"


class BundleOld(BundleError):
    sentence = "The bundle is too old. Make a new one: `attune provision box renew`."
    code = "bundle-old"


class BundleTooNew(BundleError):
    sentence = "The bundle is of a format that this box does not know. Flash the newest image first."
    code = "bundle-too-new"
