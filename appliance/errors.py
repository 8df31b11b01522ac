"""What the recorder says when it cannot do what was asked.

BoxError
├── BadSettings      ├── BadRequest
├── NoSuchFilm       ├── Refused
├── DeviceFault      └── AlreadyRunning
"""


class BoxError(Exception):
    """Something went wrong; the text says the cause, then what to do. `code` is for programs, `exit` for scripts."""

    code = "error"
    exit = 1
    http = 500


class BadSettings(BoxError):
    """The settings file is wrong."""

    code, exit, http = "settings", 2, 500


class BadRequest(BoxError):
    """The request is malformed."""

    code, exit, http = "request", 2, 400


class NoSuchFilm(BoxError):
    """There is no such film on the box."""

    code, exit, http = "no-such-film", 2, 404


class Refused(BoxError):
    """The box does not do this in its present state."""

    code, exit, http = "refused", 7, 409


class DeviceFault(BoxError):
    """A device does not do its work."""

    code, exit, http = "device", 8, 503


class AlreadyRunning(BoxError):
    """Another recorder works on this folder."""

    code, exit, http = "running", 1, 500
