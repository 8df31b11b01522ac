"""What can keep a film from its store. Each error says for itself whether it may pass: a new one is lasting.

CourierError
├── passing: tried again with backoff
│   ├── StoreAway        ├── ClockWrong        ├── CardUnreadable
│   ├── StoreBusy        ├── NotAdopted        ├── NotClosed
│   ├── StoreFull        └── NotProven         └── NoSuchObject (callers that read back expect it)
│   └── UnknownHost
└── lasting: somebody has to do something
    ├── BadStore         ├── CertificateUntrusted  ├── HostKeyChanged
    ├── NoCredential     ├── WrongRegion           ├── NoSftp
    ├── StoreRefuses     ├── CredentialExpired     ├── NoCommonCipher
    ├── StoreMissing     ├── CredentialRefused     ├── ThroughLink
    ├── StoreFailed      ├── StoreKeyDisabled      ├── SameDisk
    └── Taken            └── BoxDamaged            └── FilmGone
"""

from typing import ClassVar

from sealed.errors import AttuneError


class CourierError(AttuneError):
    """`passing`: a retry may succeed without anybody doing anything at the box."""

    sentence = "The film could not be brought to the store."
    passing: ClassVar[bool] = False


class StoreAway(CourierError):
    sentence = "The store {store} does not answer ({cause}). Connect it."
    passing = True


class StoreBusy(CourierError):
    sentence = "The store {store} could not do it just now ({cause}). If that goes on, ask IT to check the store."
    passing = True


class StoreFull(CourierError):
    sentence = "The store {store} is full ({cause}). Make room there."
    passing = True


class UnknownHost(CourierError):
    sentence = "The store {store} cannot be found on the network ({cause}). Check the network and the store's address."
    passing = True


class ClockWrong(CourierError):
    sentence = (
        "The store {store} says that the clock here is wrong ({cause}). Let the network set it, or on a box a phone."
    )
    passing = True


class NotAdopted(CourierError):
    sentence = (
        "The disk {store} has the right label, but is not known here ({cause}). "
        "Plug in the right one, or let IT adopt this one: `attune store adopt`."
    )
    passing = True


class NotProven(CourierError):
    sentence = (
        "The store {store} gave back {name} with other bytes than were sent, twice. Do not trust it: check its disk."
    )
    passing = True


class CardUnreadable(CourierError):
    sentence = "The box cannot read {name} of the film ({cause}). Do not wipe this film; have the card looked at."
    passing = True


class NotClosed(CourierError):
    sentence = "The film {film} is not closed yet. It is copied when it is."
    passing = True


class NoSuchObject(CourierError):
    sentence = "The store {store} has no object {name}. Sync the film again."
    passing = True


class BadStore(CourierError):
    sentence = "The store's address {url} is wrong: {cause}."


class NoCredential(CourierError):
    sentence = "The store {store} needs {name}, but {cause}. See docs/stores.md for what to put where."


class StoreRefuses(CourierError):
    sentence = "The store {store} refuses to be written to ({cause}). Check its settings and its permissions."


class StoreMissing(CourierError):
    sentence = "The store {store} does not exist ({cause}). Make it, or correct its address in the settings."


class StoreFailed(CourierError):
    sentence = "The store {store} answered in a way that the box cannot use ({cause}). Ask IT to check the store."


class CertificateUntrusted(CourierError):
    sentence = (
        "The certificate of the store {store} is not trusted ({cause}). "
        "If the service has its own authority, put that into store-ca.pem; otherwise send it nothing, and ask IT."
    )


class WrongRegion(CourierError):
    sentence = "The store {store} lies in another region ({cause}). Set `region=` in its address."


class CredentialExpired(CourierError):
    sentence = "The store {store} no longer accepts the box's token ({cause}). Put a new one into store-session-token."


class CredentialRefused(CourierError):
    sentence = "The store {store} does not accept the box's key ({cause}). Ask IT if it is known and enabled there."


class StoreKeyDisabled(CourierError):
    sentence = "The key with which the store {store} encrypts is disabled there ({cause}). Ask IT to enable it."


class HostKeyChanged(CourierError):
    sentence = (
        "The store {store} is not the one that was pinned ({cause}). Send it nothing: ask IT what was changed there."
    )


class NoSftp(CourierError):
    sentence = "The server of the store {store} offers no SFTP ({cause}). Turn on its sftp subsystem."


class NoCommonCipher(CourierError):
    sentence = (
        "This machine and the server of the store {store} share no encryption ({cause}). Update the server's SSH."
    )


class ThroughLink(CourierError):
    sentence = (
        "The way to the store {store} goes through a link ({cause}), which may lead anywhere. Name the real folder."
    )


class SameDisk(CourierError):
    sentence = (
        "The store {store} lies on the disk that holds the films, so a copy there proves nothing. "
        "Name a share or another disk; check that it is mounted."
    )


class Taken(CourierError):
    sentence = (
        "The store {store} has something else under the name {film}. Nothing there was touched; look at it by hand."
    )


class BoxDamaged(CourierError):
    sentence = (
        "The box's own copy of {name} is damaged; the store {store} has it as it was recorded. Keep both, and ask IT."
    )


class FilmGone(CourierError):
    sentence = "The film {film} is no longer on the box."
