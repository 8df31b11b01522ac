"""What can go wrong when IT prepares boxes.

AttuneError
└── ProvisionError
    ├── NoService          ├── BadTable          ├── ServiceFull
    ├── ServiceThere       ├── BadSetting        ├── FolderThere
    ├── WrongServicePassphrase    ├── UnknownBox        ├── NotACard
    ├── ServiceDamaged     ├── BoxThere          ├── NotAKey
    ├── BackupDamaged      ├── BoxGone           ├── NoFont
    ├── AccountRefused     ├── NoRecipient       ├── LaptopSettingsError, NoTypst
    ├── UpdateUnfit            ├── UpdateNotMade
    └── NoLan                  └── NotOurs
"""

from typing import ClassVar

from attune.exits import Exit
from sealed.errors import AttuneError


class ProvisionError(AttuneError):
    """`exit` is the exit code of a command that ends with it."""

    sentence = "The boxes cannot be prepared."
    exit: ClassVar[Exit] = Exit.OTHER


class NoService(ProvisionError):
    sentence = "There is no service in {folder}. Name the folder that `attune provision service init` made."
    exit = Exit.USAGE


class ServiceThere(ProvisionError):
    sentence = "There is a service in {folder} already. Name another folder; the keys of a service are made once."
    exit = Exit.REFUSED


class WrongServicePassphrase(ProvisionError):
    sentence = "The passphrase does not open the service. Type it again; capital letters and spaces count."
    exit = Exit.NO_KEY


class ServiceDamaged(ProvisionError):
    sentence = "The service's file {file} is damaged. Restore the service from its backup into a new folder."
    exit = Exit.DAMAGED


class BackupDamaged(ProvisionError):
    sentence = "The backup {file} is damaged ({cause}). Take another backup."
    exit = Exit.DAMAGED


class BadTable(ProvisionError):
    sentence = "Line {line} of {file} is wrong: {cause}. Nothing was made; correct the table, then try again."
    exit = Exit.USAGE


class BadSetting(ProvisionError):
    sentence = "The box {box} cannot be made: {cause}. Nothing was made."
    exit = Exit.USAGE


class UnknownBox(ProvisionError):
    sentence = "The service has no box {box}. See `attune provision box list`."
    exit = Exit.USAGE


class BoxThere(ProvisionError):
    sentence = "The service has a box {box} already. Take another name, or renew it: `attune provision box renew`."
    exit = Exit.REFUSED


class BoxGone(ProvisionError):
    sentence = "The box {box} was {state}. Make a box with another name in its place."
    exit = Exit.REFUSED


class ServiceFull(ProvisionError):
    sentence = "The network {network} has no address left for another box. Begin a second service with another network."
    exit = Exit.REFUSED


class FolderThere(ProvisionError):
    sentence = "{folder} is there already, and may hold another box's secrets. Remove it, or name another folder."
    exit = Exit.REFUSED


class NotACard(ProvisionError):
    sentence = "{folder} is no flashed card's first partition, nor a stick named ATTUNE. Name where it is mounted."
    exit = Exit.DEVICE


class NotAKey(ProvisionError):
    sentence = (
        "{file} names no recorder's key ({cause}). Use NAME.pub from the stick, or film.json of the box's first film."
    )
    exit = Exit.USAGE


class AccountRefused(ProvisionError):
    sentence = "The store made no account for {box} ({cause}). Check your own key, and that it may make users."
    exit = Exit.REFUSED


class NoFont(ProvisionError):
    sentence = "The labels could not be drawn ({cause}). Report this."


class NoRecipient(ProvisionError):
    sentence = (
        "A real box must not hold a key that opens its films. Make one on the practitioner's computer with "
        "`attune keygen`, and name its public key with --recipient."
    )
    exit = Exit.USAGE


class UpdateUnfit(ProvisionError):
    sentence = "No update can be made of {folder}: {cause}."
    exit = Exit.USAGE


class UpdateNotMade(ProvisionError):
    sentence = "The update was not made: {cause}."
    exit = Exit.USAGE


class LaptopSettingsError(ProvisionError):
    sentence = "The settings {file} cannot be used: {cause}. Correct them, then try again."
    exit = Exit.USAGE


class NoLan(ProvisionError):
    sentence = "No phone can reach this machine: {cause}. Join its network, or name an address of it: --lan ADDRESS."
    exit = Exit.USAGE


class NotOurs(ProvisionError):
    sentence = "Nothing was started: {what}: {cause}. Name another folder with --data, or move this one away."
    exit = Exit.REFUSED


class NoTypst(ProvisionError):
    sentence = (
        "Labels are drawn by typst, which is not installed here. Where `make run` set up Attune, type `make papers`; "
        "elsewhere install `attune[provision]`. Then do it again."
    )
