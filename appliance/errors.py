"""Why the recorder does not do what was asked.

AttuneError (sealed.errors)
└── BoxError
    ├── BadSettings      ├── BadRequest
    ├── UnusableFolder   ├── Refused
    ├── NoSuchFilm       ├── DeviceFault
    └── AlreadyRunning
"""

from sealed.errors import AttuneError


class BoxError(AttuneError):
    """`code` is for programs, `exit` for scripts, `http` for the control socket."""

    sentence = "The box could not do this."
    code = "error"
    exit = 1
    http = 500


class BadSettings(BoxError):
    sentence = "The settings cannot be used."
    code, exit, http = "settings", 2, 500


class UnusableFolder(BoxError):
    sentence = "The folder {folder} cannot be used ({cause}). Choose one that can be written to and has room."
    code, exit, http = "folder", 2, 500


class BadRequest(BoxError):
    sentence = "The request is malformed. See docs/control.md."
    code, exit, http = "request", 2, 400


class NoSuchFilm(BoxError):
    sentence = "There is no film {film} on the box. `attune films` lists them."
    code, exit, http = "no-such-film", 2, 404


class Refused(BoxError):
    sentence = "The box does not do this in its present state."
    code, exit, http = "refused", 7, 409


class DeviceFault(BoxError):
    sentence = "A device does not work."
    code, exit, http = "device", 8, 503


class AlreadyRunning(BoxError):
    sentence = "Another {program} works on {folder}. Stop it first."
    code, exit, http = "running", 1, 500
