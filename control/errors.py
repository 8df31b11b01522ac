"""Why a request at the control socket did not succeed.

ControlError
├── NotRunning      nobody answers at the socket
│   └── NoAccess    this account may not use it
├── NotUnderstood   the answer is not what docs/control.md describes
└── ErrorAnswer     the recorder answered with an error: its own code, exit code and sentence
"""


class ControlError(Exception):
    """`code` is for programs, `exit` for scripts, `http` the status. The text is `sentence` filled with the facts."""

    sentence = "The control socket failed."
    code, exit, http = "error", 1, 500

    def __init__(self, **facts: object) -> None:
        super().__init__(self.sentence.format_map(facts))


class NotRunning(ControlError):
    """No connection, or one that broke before the answer was whole."""

    sentence = (
        "The box is not running: nobody answers at {socket}. Start the recorder (on a laptop `attune run --data DIR`)."
    )
    code, http = "not-running", 503


class NoAccess(NotRunning):
    """The socket, or its folder, is closed to this account. Whether the box runs is not known."""

    sentence = (
        "This account may not use {socket}. Ask as root (`sudo attune …`), or have it added to the socket's group "
        "(`ls -l` shows which; on a box it is attune-control)."
    )
    code, exit, http = "no-access", 7, 503


class NotUnderstood(ControlError):
    """An answer of the wrong form: client and recorder are of different versions."""

    sentence = "The recorder's answer to {request} has an unknown form. Install the same version of all parts."
    code, http = "not-understood", 502


class ErrorAnswer(ControlError):
    """The recorder's refusal or failure, passed on unchanged."""

    sentence = "{message}"

    def __init__(self, message: str, code: str, exit_code: int, http: int) -> None:
        super().__init__(message=message)
        self.code, self.exit, self.http = code, exit_code, http
