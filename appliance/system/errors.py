"""Why a box takes no update.

AttuneError
└── UpdateError
    ├── UpdateForeign    ├── UpdateOld          ├── InstallFailed
    ├── UpdateDamaged    ├── UpdateOfOtherKind  └── InstallerTooOld
    ├── UpdateFailed     └── NoSlots
"""

from typing import ClassVar

from sealed.errors import AttuneError


class UpdateError(AttuneError):
    """`code` names the reason for programs: it is in the record, on the page and in the health report."""

    sentence = "The update cannot be used. Stage it again."
    code: ClassVar[str] = "update"


class UpdateForeign(UpdateError):
    sentence = "The update {file} is signed by another service than this box's own. Use an update of your own service."
    code = "update-foreign"


class UpdateDamaged(UpdateError):
    sentence = "The update {file} is damaged, or was changed after it was signed ({cause}). Stage it again."
    code = "update-damaged"


class UpdateOld(UpdateError):
    sentence = "The update {file} is version {version}, and the box has {here}. Use a newer one."
    code = "update-old"


class UpdateOfOtherKind(UpdateError):
    sentence = "The update {file} is for {kind}, and this box is {here}. Use the update for this kind of box."
    code = "update-other-kind"


class InstallerTooOld(UpdateError):
    sentence = (
        "RAUC {rauc} cannot install on Linux {kernel}: the box could take no update after it. "
        "Use an image with RAUC 1.15.1 or newer, or flash the card anew."
    )
    code = "update-installer"


class InstallFailed(UpdateError):
    sentence = "The update {version} could not be installed ({cause}). The box goes on with {here}."
    code = "update-not-installed"


class UpdateFailed(UpdateError):
    sentence = "The update did not start well. The box went back to the version before."
    code = "update-failed"


class NoSlots(UpdateError):
    sentence = "This system has no second slot for an update. Flash its card with the new image."
    code = "update-no-slots"
